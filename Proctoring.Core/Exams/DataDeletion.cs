namespace Proctoring.Core.Exams;

/// <summary>The record that data of a session was deleted: what, when and why. It contains none of the data.</summary>
public sealed class DataDeletion
{
    /// <summary>The id of the deleted picture, audio or upload; otherwise its own.</summary>
    public Guid Id { get; init; }

    public Guid SessionId { get; init; }

    /// <summary>The flag that the data belonged to; null for data of the whole session.</summary>
    public Guid? ViolationId { get; init; }

    public DeletedData Data { get; init; }

    /// <summary>How many items were deleted: 1 except for answers.</summary>
    public int Count { get; init; }

    /// <summary>SHA-256 of the deleted file before encryption, lower-case hex; null for data without a file.</summary>
    public string? Sha256 { get; init; }

    public DateTime DeletedAt { get; init; }

    public DeletionCause Cause { get; init; }

    /// <summary>The setting with its value, or the receipt of the erasure.</summary>
    public required string Reason { get; init; }
}

/// <summary>The kinds of data that a deletion can concern.</summary>
public enum DeletedData
{
    /// <summary>The picture of a flag.</summary>
    Picture,

    /// <summary>The pictures around a flag.</summary>
    Strip,

    /// <summary>The audio around a flag.</summary>
    Audio,

    /// <summary>The face embedding taken at the start.</summary>
    Face,

    /// <summary>The photo taken at the start.</summary>
    StartPhoto,

    /// <summary>The picture of an identity document.</summary>
    Document,

    /// <summary>The content of answers; their points stay.</summary>
    Answers,

    /// <summary>An uploaded file.</summary>
    Upload,

    /// <summary>A picture of the screen.</summary>
    Screen,

    /// <summary>A picture of the room from the phone.</summary>
    Room,
}

/// <summary>Why data was deleted.</summary>
public enum DeletionCause
{
    /// <summary>Its period was over.</summary>
    Retention,

    /// <summary>The student was erased.</summary>
    Erasure,
}
