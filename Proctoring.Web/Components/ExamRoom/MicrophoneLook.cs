using MudBlazor;

namespace Proctoring.Web.Components.ExamRoom;

/// <summary>What to say of the microphone, without which an exam goes on all the same.</summary>
/// <param name="Title">How it stands, in a few words.</param>
/// <param name="Icon">Says the same without words.</param>
/// <param name="Note">What that means, where there is something to know; null where all is well.</param>
internal sealed record MicrophoneLook(string Title, string Icon, string? Note = null)
{
    const string GoOn = "You can go on without it: that sound was not listened to is noted, and is not held against you.";

    /// <summary>The words for a microphone; null where it has not been asked for.</summary>
    public static MicrophoneLook? For(string microphone) => microphone switch
    {
        "off" => null,
        "live" => new("Microphone on", Icons.Material.Outlined.Mic),
        "muted" => Off("Microphone muted", "It goes on by itself when it is switched on again."),
        "ended" => Off("Microphone unplugged"),
        "denied" => Off("Microphone not allowed"),
        "in_use" => Off("Microphone busy"),
        _ => Off("No microphone"),
    };

    static MicrophoneLook Off(string title, string? also = null) =>
        new(title, Icons.Material.Outlined.MicOff, also is null ? GoOn : $"{GoOn} {also}");
}
