namespace Proctoring.Core.Vision.Pictures;

/// <summary>The picture formats that the product decodes.</summary>
internal enum PictureFormat
{
    Jpeg,
    Png,
    WebP,
}
