"""The one table of all URLs, grouped by who uses them."""

from __future__ import annotations

from starlette.routing import Route

from classroom.pages import (
    attend,
    changes,
    colleagues,
    dashboard,
    erasure,
    health,
    history,
    join,
    learn,
    library,
    pace,
    person,
    piloting,
    plans,
    privacy,
    questions,
    report,
    room,
    screens,
    sessions,
    wall,
)

GET, POST = ["GET"], ["POST"]

WALL = "/wall/{token}"
ANYONE = [
    Route("/healthz", health.healthz, methods=GET),
    Route("/readyz", health.readyz, methods=GET),
    Route("/favicon.ico", health.favicon, methods=GET),
    Route("/media/{module}/{digest}/{file}", library.media, methods=GET),
    Route("/privacy", privacy.statement, methods=GET),
    Route("/accessibility", privacy.accessibility, methods=GET),
    Route(WALL, wall.index, methods=GET),
    Route(WALL + "/events", wall.events, methods=GET),
    Route(WALL + "/qr.svg", wall.join_qr, methods=GET),
    Route(WALL + "/wifi.svg", wall.wifi_qr, methods=GET),
]

EXERCISE = "/s/{code}/exercises/{module}/{exercise}"
LEARNERS = [
    Route("/", join.index, methods=GET),
    Route("/join", join.enter, methods=POST),
    Route("/j/{link_token}", join.link, methods=GET),
    Route("/s/{code}", learn.index, methods=GET),
    Route("/s/{code}/learners", join.join, methods=POST),
    Route("/s/{code}/return", join.card_form, methods=GET),
    Route("/s/{code}/return", join.use_card, methods=POST),
    Route("/s/{code}/come-back", join.come_back, methods=POST),
    Route("/s/{code}/leave", join.leave, methods=POST),
    Route("/s/{code}/card", join.card, methods=GET),
    Route("/s/{code}/erase", erasure.mine, methods=GET),
    Route("/s/{code}/erase", erasure.erase_mine, methods=POST),
    Route("/erased", erasure.done, methods=GET),
    Route("/s/{code}/help", attend.ask_help, methods=POST),
    Route("/s/{code}/help/cancel", attend.cancel_help, methods=POST),
    Route("/s/{code}/device", attend.work_on, methods=POST),
    Route("/s/{code}/questions", questions.ask, methods=POST),
    Route("/s/{code}/message/read", attend.read_message, methods=POST),
    Route("/s/{code}/presence", attend.presence, methods=POST),
    Route("/s/{code}/events", attend.events, methods=GET),
    Route("/s/{code}/onward/{module}/{exercise}", learn.onward, methods=GET),
    Route(EXERCISE, learn.exercise, methods=GET),
    Route(EXERCISE + "/attempts", learn.answer, methods=POST),
    Route(EXERCISE + "/hints", learn.hint, methods=POST),
    Route(EXERCISE + "/redo", learn.redo, methods=POST),
    Route(EXERCISE + "/continue", learn.go_on, methods=POST),
    Route(EXERCISE + "/skip", learn.skip, methods=POST),
]

SESSION = "/staff/sessions/{id:int}"
PERSON = SESSION + "/learners/{learner_id:int}"
OWN_PLAN = "/staff/plans/{id:int}"
STAFF = [
    Route("/", health.to_staff, methods=GET),
    Route("/staff", sessions.index, methods=GET),
    Route("/staff/sessions/new", sessions.new, methods=GET),
    Route("/staff/sessions", sessions.create, methods=POST),
    Route(SESSION, dashboard.index, methods=GET),
    Route(SESSION + "/events", dashboard.events, methods=GET),
    Route(SESSION + "/progress.json", dashboard.progress, methods=GET),
    Route(SESSION + "/pause", dashboard.pause, methods=POST),
    Route(SESSION + "/resume", dashboard.resume, methods=POST),
    Route(SESSION + "/lock", dashboard.lock, methods=POST),
    Route(SESSION + "/unlock", dashboard.unlock, methods=POST),
    Route(SESSION + "/explained", dashboard.explained, methods=POST),
    Route(SESSION + "/approve", dashboard.approve_all, methods=POST),
    Route(SESSION + "/unapprove", dashboard.unapprove, methods=POST),
    Route(SESSION + "/unhandle", dashboard.unhandle, methods=POST),
    Route(SESSION + "/changes", changes.index, methods=GET),
    Route(SESSION + "/changes", changes.add, methods=POST),
    Route(SESSION + "/changes/withdraw", changes.withdraw, methods=POST),
    Route(SESSION + "/arrivals", screens.arrivals, methods=GET),
    Route(SESSION + "/arrivals", screens.remove_some, methods=POST),
    Route(SESSION + "/arrivals/restore", screens.restore_some, methods=POST),
    Route(SESSION + "/note", piloting.note, methods=POST),
    Route(SESSION + "/room", room.name, methods=POST),
    Route(SESSION + "/pace", pace.index, methods=GET),
    Route(SESSION + "/pace", pace.change, methods=POST),
    Route(SESSION + "/pace/choose", pace.choose, methods=POST),
    Route(SESSION + "/wall", piloting.wall, methods=GET),
    Route(SESSION + "/message", piloting.say, methods=POST),
    Route(SESSION + "/show", piloting.show_exercise, methods=POST),
    Route(SESSION + "/wifi", piloting.give_wifi, methods=POST),
    Route(SESSION + "/end", piloting.move_end, methods=POST),
    Route(SESSION + "/questions", questions.index, methods=GET),
    Route(SESSION + "/questions", questions.note, methods=POST),
    Route(SESSION + "/questions/{question_id:int}", questions.settle, methods=POST),
    Route(SESSION + "/questions/{question_id:int}/drop", questions.drop, methods=POST),
    Route(SESSION + "/colleagues", colleagues.index, methods=GET),
    Route(SESSION + "/colleagues", colleagues.give, methods=POST),
    Route(SESSION + "/colleagues/{pass_id:int}.svg", colleagues.picture, methods=GET),
    Route(SESSION + "/colleagues/{pass_id:int}/revoke", colleagues.revoke, methods=POST),
    Route(SESSION + "/report", report.index, methods=GET),
    Route(SESSION + "/report", report.keep, methods=POST),
    Route(SESSION + "/report.json", report.as_json, methods=GET),
    Route(SESSION + "/report.csv", report.as_csv, methods=GET),
    Route(SESSION + "/close", dashboard.close, methods=POST),
    Route(SESSION + "/reopen", dashboard.reopen, methods=POST),
    Route(PERSON, person.learner, methods=GET),
    Route(PERSON + "/rename", person.rename, methods=POST),
    Route(PERSON + "/approve", person.approve, methods=POST),
    Route(PERSON + "/remove", person.remove, methods=POST),
    Route(PERSON + "/restore", person.restore, methods=POST),
    Route(PERSON + "/changes", changes.for_one, methods=POST),
    Route(PERSON + "/place", room.place, methods=POST),
    Route(PERSON + "/pair", screens.pair, methods=POST),
    Route(PERSON + "/part", screens.part, methods=POST),
    Route(PERSON + "/release", screens.release, methods=POST),
    Route(PERSON + "/take-again", screens.take_again, methods=POST),
    Route(PERSON + "/note", piloting.note_on, methods=POST),
    Route(PERSON + "/visit", person.visit, methods=POST),
    Route(PERSON + "/stay", person.stay, methods=POST),
    Route(PERSON + "/handled", person.handled, methods=POST),
    Route(PERSON + "/message", piloting.write_to, methods=POST),
    Route(PERSON + "/seen", person.see, methods=POST),
    Route(PERSON + "/unsee", person.unsee, methods=POST),
    Route(PERSON + "/erase", erasure.person, methods=GET),
    Route(PERSON + "/erase", erasure.erase_person, methods=POST),
    Route("/staff/history", history.index, methods=GET),
    Route("/staff/history/{id:int}", history.session, methods=GET),
    Route("/staff/history/{id:int}/erase", erasure.session, methods=GET),
    Route("/staff/history/{id:int}/erase", erasure.erase_session, methods=POST),
    Route("/staff/privacy", privacy.index, methods=GET),
    Route("/staff/privacy", privacy.keep, methods=POST),
    Route("/staff/privacy/purge", privacy.purge, methods=POST),
    Route("/staff/plans", plans.index, methods=GET),
    Route("/staff/plans", plans.add, methods=POST),
    Route("/staff/plans/import", plans.import_, methods=POST),
    Route(OWN_PLAN, plans.change, methods=POST),
    Route(OWN_PLAN + "/edit", plans.edit, methods=GET),
    Route(OWN_PLAN + "/steps/{number:int}/exercises", plans.choose, methods=GET),
    Route(OWN_PLAN + "/steps/{number:int}/exercises", plans.put, methods=POST),
    Route(OWN_PLAN + "/archive", plans.archive, methods=POST),
    Route(OWN_PLAN + "/restore", plans.restore, methods=POST),
    Route("/staff/plans/{plan}", plans.plan, methods=GET),
    Route("/staff/plans/{plan}/copy", plans.copy, methods=POST),
    Route("/staff/plans/{plan}/file", plans.export, methods=GET),
    Route("/staff/library", library.index, methods=GET),
    Route("/staff/library/{module}", library.module, methods=GET),
    Route("/staff/library/{module}/sheet", library.sheet, methods=GET),
    Route("/staff/library/{module}/exercises/{exercise}", library.exercise, methods=GET),
]
STYLEGUIDE = Route("/styleguide", health.styleguide, methods=GET)

# What the link of a colleague opens on the learners' listener: one session, but for its end, what
# is said of it afterwards, the links themselves, and what cannot be undone.
ERASE_PERSON = PERSON.removeprefix(SESSION) + "/erase"
KEPT_BY_THE_MEDIATOR = ("/colleagues", "/report", "/close", "/reopen", ERASE_PERSON)
COLLEAGUES = [
    Route("/pilot/{token}", colleagues.enter, methods=GET),
    *(
        Route(route.path, colleagues.by_pass(route.endpoint), methods=list(route.methods or ()))
        for route in STAFF
        if route.path.startswith(SESSION)
        and not route.path.removeprefix(SESSION).startswith(KEPT_BY_THE_MEDIATOR)
    ),
]
