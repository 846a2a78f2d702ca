"""The one exception a user may cause: shown as a sentence, never as a traceback."""


class UserError(Exception):
    """Something a person can mend. The message is one sentence: what is wrong and what to do."""
