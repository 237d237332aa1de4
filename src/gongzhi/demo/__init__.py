"""
This room tells the demo: a believable year of three streets of one district, told through the deeds of the other rooms.

``story`` says in tables who is there and what happens, ``services`` tells it. Everything in it is invented but the
divisions. Nothing here is used unless somebody loads the demo.
"""
