namespace Proctoring.Core.Exams;

/// <summary>A picture of the candidate's screen or room, a JPEG. It belongs to the session, because one picture can show the moment of
/// several flags. The evidence store holds the encrypted bytes.</summary>
public sealed class ScreenPicture
{
    public Guid Id { get; init; }

    public Guid SessionId { get; init; }

    /// <summary>The name in the evidence store.</summary>
    public required string StoreKey { get; init; }

    /// <summary>SHA-256 of the bytes before encryption, lower-case hex.</summary>
    public required string Sha256 { get; init; }

    /// <summary>The size before encryption; 0 for pictures of versions that did not record it.</summary>
    public int Bytes { get; init; }

    /// <summary>When the picture arrived, UTC.</summary>
    public DateTime TakenAt { get; init; }

    /// <summary>The camera or screen that it shows.</summary>
    public PictureSource Source { get; init; }
}

/// <summary>What a picture shows that belongs to a session and to no single flag.</summary>
public enum PictureSource
{
    /// <summary>The candidate's screen.</summary>
    Screen,

    /// <summary>The room, as the phone beside the candidate sees it.</summary>
    Room,
}
