using Microsoft.Extensions.Localization;
using MudBlazor;
using Proctoring.Core.Localization;
using Proctoring.Web.Resources;

namespace Proctoring.Web.Components.ExamRoom;

/// <summary>The appearance of the microphone's state. An exam continues without a microphone.</summary>
/// <param name="Title">Its state in a few words.</param>
/// <param name="Icon">The same as a symbol.</param>
/// <param name="Note">What the state means and what to do; null if the microphone works.</param>
/// <param name="CanRetry">Whether opening it again may help.</param>
internal sealed record MicrophoneLook(string Title, string Icon, string? Note = null, bool CanRetry = false)
{
    static readonly IStringLocalizer L = TextSet.Of<ExamRoomTexts>();

    /// <summary>The appearance of a microphone; null if it has not been requested.</summary>
    /// <param name="microphone">See <see cref="CameraReport.Microphone"/>.</param>
    /// <param name="listening">See <see cref="CameraReport.Listening"/>.</param>
    public static MicrophoneLook? For(string microphone, string? listening = null) =>
        (microphone, listening) switch
        {
            ("off", _) => null,
            ("live", "silent") => Off(L["Microphone_silent"], L["Microphone_silentAdvice"]),
            ("live", "failed") => Off(L["Microphone_failed"], L["Microphone_failedAdvice"]),
            ("live", _) => new(L["Microphone_live"], Icons.Material.Outlined.Mic),
            ("muted", _) => Off(L["Microphone_muted"], L["Microphone_mutedAdvice"]) with { CanRetry = false },
            ("ended", _) => Off(L["Microphone_ended"]),
            ("denied", _) => Off(L["Microphone_denied"], L["Microphone_deniedAdvice"]),
            ("in_use", _) => Off(L["Microphone_in_use"], L["Microphone_in_useAdvice"]),
            _ => Off(L["Microphone_none"]),
        };

    static MicrophoneLook Off(string title, string? advice = null) =>
        new(
            title,
            Icons.Material.Outlined.MicOff,
            advice is null ? L["Microphone_Optional"] : $"{advice} {L["Microphone_Optional"]}",
            CanRetry: true
        );
}
