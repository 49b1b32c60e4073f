"""The morning board, in the order it is made: question, opening, everybody, lights, trails, rows, building, markup."""
