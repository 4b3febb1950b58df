"""What holds for every test: no example has to be quick, since a machine may be busy."""

from hypothesis import settings

settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")
