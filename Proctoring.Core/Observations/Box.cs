namespace Proctoring.Core.Observations;

/// <summary>A rectangle in a picture, as fractions of its width and height (0–1, origin at the top left).</summary>
/// <param name="X">Left edge.</param>
/// <param name="Y">Top edge.</param>
/// <param name="Width">Width.</param>
/// <param name="Height">Height.</param>
[GenerateSerializer, Immutable, Alias("proctoring.box")]
public readonly record struct Box(float X, float Y, float Width, float Height)
{
    /// <summary>The share of the picture that the rectangle covers, 0–1.</summary>
    public float Area => Width * Height;
}
