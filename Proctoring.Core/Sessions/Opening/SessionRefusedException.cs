using System.ComponentModel.DataAnnotations;

namespace Proctoring.Core.Sessions.Opening;

/// <summary>Why an open exam refuses a session.</summary>
public enum SessionRefusal
{
    /// <summary>The access code is missing or wrong.</summary>
    Code,

    /// <summary>Too many wrong codes came from the candidate's network.</summary>
    TooManyCodes,

    /// <summary>The candidate has no invitation.</summary>
    Invitation,

    /// <summary>The candidate's invitation was withdrawn.</summary>
    Withdrawn,

    /// <summary>The student has no attempt left.</summary>
    Attempts,

    /// <summary>The exam is taken only with proctoring, or only without.</summary>
    Proctoring,

    /// <summary>The exam was closed after the session was opened.</summary>
    Closed,
}

/// <summary>An exam is open, but not for this request. The message names the field.</summary>
public sealed class SessionRefusedException(SessionRefusal reason)
    : ValidationException(
        reason switch
        {
            SessionRefusal.Code => "access_code: the code of this exam is missing or wrong",
            SessionRefusal.TooManyCodes => "access_code: too many wrong codes came from this network in the last hour",
            SessionRefusal.Invitation => "invitation: only invited candidates can take this exam",
            SessionRefusal.Withdrawn => "invitation: it was withdrawn",
            SessionRefusal.Attempts => "student_id: this student has no attempt left for this exam",
            SessionRefusal.Closed => "exam: it is closed",
            _ => "proctored: this exam allows proctored sessions only, or sessions without proctoring only",
        }
    )
{
    public SessionRefusal Reason { get; } = reason;
}
