"""A pretend Oura: invented athletes, Oura-shaped answers, faults on demand.

world.py      who exists and what their rings recorded, from a seed; ways.py says how each of them lives
catalogue.py  every collection: how it is asked for and what it needs
answers.py    Simulator: a request in, an answer out, no sockets
server.py     the same answers over HTTP on the loopback address
adapter.py    the same answers inside this process, for `requests`
control.py    the control routes: what a test or a demo may do to this world
choices.py    what nobody outside Oura is sure of, each a switch; about data in data_choices.py
troubles.py   what can go wrong with an answer, for how long
consenting.py what a person does on the authorise pages, for scripts and tests
"""
