namespace Proctoring.Core.Vision;

/// <summary>Why bytes were not taken as a picture.</summary>
internal enum PictureRefusal
{
    /// <summary>The bytes are no JPEG, PNG or WebP.</summary>
    NotAnImage,

    /// <summary>The file is larger than the limit.</summary>
    TooManyBytes,

    /// <summary>A side is longer than the limit; found in the header, before a pixel was decoded.</summary>
    TooManyPixels,

    /// <summary>A side is shorter than the limit.</summary>
    TooSmall,

    /// <summary>The header is right, but the rest is damaged or cut off.</summary>
    Unreadable,
}
