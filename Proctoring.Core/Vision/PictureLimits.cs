namespace Proctoring.Core.Vision;

/// <summary>What a picture may measure before it is decoded.</summary>
/// <param name="MaxBytes">The largest file, in bytes.</param>
/// <param name="MaxSide">The longest side, in pixels.</param>
/// <param name="MinSide">The shortest side, in pixels.</param>
internal sealed record PictureLimits(int MaxBytes, int MaxSide = 4096, int MinSide = 32)
{
    /// <summary>For camera frames: a 640×480 JPEG has about 40 KB, so 512 KB leaves room for 1080p and stops a flood.</summary>
    public static PictureLimits Frame { get; } = new(512 * 1024);

    /// <summary>For photographs that a person uploads once, and for measuring.</summary>
    public static PictureLimits Photo { get; } = new(8 * 1024 * 1024, MinSide: 16);
}
