class BadStart(Exception):
    pass


raise BadStart("no configuration")
