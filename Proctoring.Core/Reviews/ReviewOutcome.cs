using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Localization;
using Proctoring.Core.Localization;
using Proctoring.Core.Resources;

namespace Proctoring.Core.Reviews;

/// <summary>The result of an act of staff on a session.</summary>
public enum ReviewOutcome
{
    Done,

    /// <summary>The viewer cannot see such a session or flag. A missing one and a forbidden one give the same answer.</summary>
    NotThere,

    /// <summary>The session has its final verdict. To change anything, withdraw the verdict first.</summary>
    Settled,

    /// <summary>The reviewer's own verdict is based on their decisions. To change these, withdraw the verdict first.</summary>
    VerdictGiven,

    /// <summary>The verdict contradicts the reviewer's decisions or leaves flags undecided, and the reviewer has not accepted
    /// that.</summary>
    Doubtful,

    /// <summary>Someone changed the picture, the result or the grade after the viewer's page showed it.</summary>
    Changed,

    /// <summary>The session has not ended yet.</summary>
    NotOver,

    /// <summary>The policy's deadline has passed.</summary>
    TooLate,

    /// <summary>A colleague has taken the session.</summary>
    Taken,

    /// <summary>The candidate can see the result, or a person has graded it.</summary>
    ResultShown,

    /// <summary>No exam time is left, and none was added.</summary>
    NoTimeLeft,

    /// <summary>The policy of the session has switched off the flags that staff raise.</summary>
    FlagsOff,
}

/// <summary>The longest texts that staff may write, in characters; the same as in the database.</summary>
public static class ReviewLimits
{
    static readonly IStringLocalizer L = TextSet.Of<ReportTexts>();

    public const int Reason = 1000;

    public const int Note = 2000;

    public const int Message = 500;

    public const int EndReason = 500;

    /// <summary>The description of a flag that staff raise: the detail of a violation.</summary>
    public const int FlagText = 500;

    /// <summary>The most minutes that staff add to a session at once.</summary>
    public const int AddedMinutes = 240;

    /// <summary>The most sessions changed in one act.</summary>
    public const int BulkSessions = 500;

    /// <summary>Returns the sessions of one act, each once.</summary>
    /// <exception cref="ValidationException">There are more than <see cref="BulkSessions"/>. An act never leaves sessions out by
    /// their number.</exception>
    internal static List<Guid> Chosen(IEnumerable<Guid> sessions)
    {
        var chosen = sessions.Distinct().ToList();
        if (chosen.Count > BulkSessions)
            throw new ShownRefusalException(L["Refusal_Sessions", BulkSessions, chosen.Count]);
        return chosen;
    }
}
