"""The ways in which Classroom says no: each a name, with a code that has its words elsewhere."""

from __future__ import annotations

from typing import Any


class Refusal(Exception):
    """A request that is understood and declined; `code` names the reason.

    `app.REFUSALS` gives each code its HTTP status; the template
    `errors/refused.html` gives it its words.
    """

    code = "refused"

    def __init__(self, **facts: Any) -> None:
        super().__init__(self.code)
        self.facts = facts


class NotFound(Refusal):
    """It does not exist, or not for whoever is asking."""

    code = "not_found"


class SignInNeeded(Refusal):
    """A staff page was asked without a valid staff session."""

    code = "sign_in_needed"


class UnknownCode(Refusal):
    """No open session has this join code."""

    code = "unknown_code"


class MalformedCode(Refusal):
    """What was typed cannot be read as a join code."""

    code = "malformed_code"


class SessionEnded(Refusal):
    """The session is closed: nobody new can join and no help can be called."""

    code = "session_ended"


class SessionFull(Refusal):
    """Every seat of the session is taken."""

    code = "session_full"


class InvalidName(Refusal):
    """The name is empty or longer than 24 visible characters."""

    code = "invalid_name"


class UnknownCard(Refusal):
    """No learner of this session has this name and this return card."""

    code = "unknown_card"


class NotJoined(Refusal):
    """The visitor has no seat in this session."""

    code = "not_joined"


class Removed(Refusal):
    """The learner was taken out of the session and may come back."""

    code = "removed"


class SeatErased(NotJoined):
    """The seat of this browser was erased: it is nobody's any more."""

    code = "seat_erased"


class Gone(Refusal):
    """What a write belongs to was erased meanwhile: nothing was recorded."""

    code = "gone"


class SessionErased(Refusal):
    """The people of this session were erased: it cannot go on."""

    code = "session_erased"


class SessionOpen(Refusal):
    """The session is still open: it has to be closed before its people are erased."""

    code = "session_open"


class SubmissionReused(Refusal):
    """The same submission id came with another answer."""

    code = "submission_reused"


class BadResponse(Refusal):
    """The posted answer does not fit the exercise; `facts["reason"]` says how."""

    code = "bad_response"


class BadMessage(Refusal):
    """A text for the room is longer than `facts["most"]` signs, or cannot be shown."""

    code = "bad_message"


class NobodyChosen(Refusal):
    """An action on several people, and nobody was ticked."""

    code = "nobody_chosen"


class PassEnded(Refusal):
    """The link of a colleague was taken back, or its session is over."""

    code = "pass_ended"


class ReadOnly(Refusal):
    """The link of a colleague lets them read, not act."""

    code = "read_only"


class TooManyQuestions(Refusal):
    """A learner has already kept `facts["most"]` questions."""

    code = "too_many_questions"


class PlanChanged(Refusal):
    """The plan was changed since it was read, by someone or in another tab."""

    code = "plan_changed"


class BadPlanFile(Refusal):
    """What was chosen cannot be read as a plan; `facts["reason"]` says how."""

    code = "bad_plan_file"


class TooManyTries(Refusal):
    """Too many failed codes or cards came from this address."""

    code = "too_many_tries"


class TooManyStreams(Refusal):
    """The bound on open streams, in all or for one owner, is reached."""

    code = "too_many_streams"


class NotStored(Refusal):
    """The database refused the write: nothing was recorded."""

    code = "not_stored"


class NotForRole(Refusal):
    """The page shows what this role does not see, or does what it may not."""

    code = "not_for_role"


class InvitationEnded(Refusal):
    """The link was used, taken back, or is too old."""

    code = "invitation_ended"


class LastAdministrator(Refusal):
    """Nobody would be left to look after accounts."""

    code = "last_administrator"


class BadSignIn(Refusal):
    """No account has this address and this password."""

    code = "bad_sign_in"


class UnknownPerson(Refusal):
    """A provider vouches for someone who has neither an account nor an invitation here."""

    code = "unknown_person"


class ProviderSilent(Refusal):
    """The provider of accounts cannot be reached, or said what cannot be trusted."""

    code = "provider_silent"


class AddressTaken(Refusal):
    """Someone already has an account with this address."""

    code = "address_taken"


class NotStarted(Refusal):
    """The session is prepared for `facts["at"]`; nobody is let in before it is begun."""

    code = "not_started"


class SessionCancelled(Refusal):
    """The session will not be held."""

    code = "session_cancelled"


class BadDetails(Refusal):
    """When, where or for whom a session is cannot be read; `facts["wrong"]` says of each field
    why."""

    code = "bad_details"
