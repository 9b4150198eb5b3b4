"""The activity report that La Coop de la médiation numérique asks for, one a workshop. Pure.

`words` holds what La Coop accepts and how it calls it, `report` what a mediator says of a session,
`outputs` the forms in which it leaves. All that leaves is French, whatever the language here.
"""
