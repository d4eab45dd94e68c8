whatis("Description: A module that prints where it should not, at file level")
print("Welcome to prints 1.0!")
print('{"not": "json"')
setenv("HPCLAB_ODD_PRINTS", "1.0")
