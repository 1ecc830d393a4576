namespace Proctoring.Web.Components.Pages.Embed;

/// <summary>What the browser says of where our page is.</summary>
/// <param name="Framed">In a frame of another page.</param>
/// <param name="Camera">That page passes the camera on; true also where the browser does not tell.</param>
/// <param name="Microphone">That page passes the microphone on; true also where the browser does not tell.</param>
/// <param name="Host">That page's origin; null until it is known, and where it is not allowed.</param>
public sealed record Surroundings(bool Framed, bool Camera, bool Microphone, string? Host)
{
    public static Surroundings Unknown { get; } = new(false, true, true, null);
}
