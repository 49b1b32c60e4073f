"""A pretend Oura: invented athletes, Oura-shaped answers, faults on demand.

world.py      who exists and what their rings recorded, from a seed
answers.py    Simulator: a request in, an answer out, no sockets
server.py     the same answers over HTTP on the loopback address, with the control routes
adapter.py    the same answers inside this process, for `requests`
consenting.py what a person does on the authorise pages, for scripts and tests
"""
