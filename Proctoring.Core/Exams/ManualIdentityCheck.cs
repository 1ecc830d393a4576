namespace Proctoring.Core.Exams;

/// <summary>A check of a candidate's identity by a person instead of a face comparison.</summary>
public sealed class ManualIdentityCheck
{
    public Guid SessionId { get; init; }

    public IdentityCheckReason Reason { get; set; }

    /// <summary>When the candidate asked for it, UTC.</summary>
    public DateTime RequestedAt { get; set; }

    /// <summary>The picture of the identity document, in the evidence store; null if the policy does not ask for one.</summary>
    public string? DocumentPicture { get; set; }

    /// <summary>SHA-256 of that picture before encryption, lower-case hex.</summary>
    public string? DocumentSha256 { get; set; }

    /// <summary>Whether the person recognised the candidate; null until someone has looked.</summary>
    public bool? Confirmed { get; set; }

    /// <summary>The member of staff who looked.</summary>
    public Guid? DecidedById { get; set; }

    /// <summary>When they looked, UTC.</summary>
    public DateTime? DecidedAt { get; set; }

    /// <summary>Their note; at most 500 characters.</summary>
    public string? Note { get; set; }
}

/// <summary>Why a candidate asked for a check by a person.</summary>
public enum IdentityCheckReason
{
    /// <summary>The candidate does not want their face to be compared.</summary>
    Declined,

    /// <summary>No photo was usable, or it did not match the enrolled one.</summary>
    Failed,

    /// <summary>The candidate covers a part of the face: a veil, a mask.</summary>
    Covered,

    /// <summary>The candidate cannot turn the head as the policy asks.</summary>
    CannotTurn,
}
