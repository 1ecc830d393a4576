using MudBlazor;

namespace Proctoring.Web.Components.ExamRoom;

/// <summary>How the microphone is shown. An exam continues without one.</summary>
/// <param name="Title">Its state in a few words.</param>
/// <param name="Icon">The same as a symbol.</param>
/// <param name="Note">What it means and what to do; null if all is well.</param>
/// <param name="CanRetry">Opening it again may help.</param>
internal sealed record MicrophoneLook(string Title, string Icon, string? Note = null, bool CanRetry = false)
{
    const string GoOn = "You can continue without a microphone. The report will say so; it does not count against you.";

    /// <summary>The look of a microphone; null if it has not been asked for.</summary>
    /// <param name="microphone">See <see cref="CameraReport.Microphone"/>.</param>
    /// <param name="listening">See <see cref="CameraReport.Listening"/>.</param>
    public static MicrophoneLook? For(string microphone, string? listening = null) => (microphone, listening) switch
    {
        ("off", _) => null,
        ("live", "silent") => Off("Microphone silent", "No sound arrives. Check its switch and its cable."),
        ("live", "failed") => Off("Microphone not heard", "The browser stopped passing its sound on."),
        ("live", _) => new("Microphone on", Icons.Material.Outlined.Mic),
        ("muted", _) => Off("Microphone muted", "It continues by itself when it is switched on again.") with { CanRetry = false },
        ("ended", _) => Off("Microphone unplugged"),
        ("denied", _) => Off("Microphone not allowed", "Allow it with the symbol next to the address, then try again."),
        ("in_use", _) => Off("Microphone busy", "Another program may use it."),
        _ => Off("No microphone"),
    };

    static MicrophoneLook Off(string title, string? advice = null) =>
        new(title, Icons.Material.Outlined.MicOff, advice is null ? GoOn : $"{advice} {GoOn}", CanRetry: true);
}
