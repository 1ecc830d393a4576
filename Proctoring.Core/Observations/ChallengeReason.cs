namespace Proctoring.Core.Observations;

/// <summary>The reason for the result of a request to turn the head.</summary>
public enum ChallengeReason
{
    /// <summary>It was passed.</summary>
    None,

    /// <summary>The head did not turn as asked.</summary>
    NotTurned,

    /// <summary>The face seemed to turn, but nothing in it moved against the rest: like a picture that is turned.</summary>
    Flat,

    /// <summary>The face did not look ahead calmly, so there was nothing to compare a turn with.</summary>
    NotAhead,

    NoFace,
    SeveralFaces,

    /// <summary>The picture was dark or covered.</summary>
    Dark,

    /// <summary>Too few pictures arrived.</summary>
    Late,

    /// <summary>The candidate chose "I can't do this".</summary>
    Declined,

    /// <summary>The exam began without an attempt.</summary>
    Skipped,
}
