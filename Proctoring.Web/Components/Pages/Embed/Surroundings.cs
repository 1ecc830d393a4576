namespace Proctoring.Web.Components.Pages.Embed;

/// <summary>The browser's facts about the frame around our page.</summary>
/// <param name="Framed">Whether the page is in a frame of another page.</param>
/// <param name="Camera">Whether that page passes the camera on; true also if the browser does not report it.</param>
/// <param name="Microphone">Whether that page passes the microphone on; true also if the browser does not report it.</param>
/// <param name="Host">That page's origin; null until it is known, and if it is not allowed.</param>
public sealed record Surroundings(bool Framed, bool Camera, bool Microphone, string? Host)
{
    public static Surroundings Unknown { get; } = new(false, true, true, null);
}
