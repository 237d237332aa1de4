"""
Reading the roster of a street: its member organisations, enterprises, notables, officers and members' lists.

Plain Python: layouts of the sheets (``layouts``), words offices use (``words``), and judges that turn rows into
values and problems (``organisations``, ``enterprises``, ``individuals``, ``offices``, ``members``). What the register
already knows comes in as a `ground.Ground`; what becomes of clean rows is decided above.
"""
