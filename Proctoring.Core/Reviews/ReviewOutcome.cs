namespace Proctoring.Core.Reviews;

/// <summary>What came of an act of staff.</summary>
public enum ReviewOutcome
{
    Done,

    /// <summary>There is no such session or violation for this person: the same answer for "not there" and "not yours".</summary>
    NotThere,

    /// <summary>The session has its final verdict; who wants to change something takes it back first.</summary>
    Settled,

    /// <summary>The session has not ended yet.</summary>
    NotOver,

    /// <summary>Somebody else has taken the session.</summary>
    Taken,
}

/// <summary>The lengths of what staff write; those of the database.</summary>
public static class ReviewLimits
{
    public const int Reason = 1000;

    public const int Note = 2000;

    public const int Message = 500;

    public const int EndReason = 500;

    /// <summary>The most violations decided in one act.</summary>
    public const int Bulk = 500;
}
