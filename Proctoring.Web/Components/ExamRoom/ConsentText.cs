using System.Globalization;
using System.Text;
using Microsoft.Extensions.Localization;
using Proctoring.Core;
using Proctoring.Core.Exams;
using Proctoring.Web.Components.Controls;
using Proctoring.Web.Resources;

namespace Proctoring.Web.Components.ExamRoom;

/// <summary>The text to which candidates agree, as one piece to keep. A session stores its version.</summary>
internal static class ConsentText
{
    /// <summary>The version of the text. A test fails if the text changes and this does not.</summary>
    public const string Version = "2026-11-30.1";

    static readonly IStringLocalizer L = TextSet.Of<ExamRoomTexts>();

    /// <summary>The keys of the text in their order; a heading is followed by its lines.</summary>
    public static IReadOnlyList<string> Keys { get; } =
    [
        "Consent_Monitored",
        "Consent_Face",
        "Consent_Turn",
        "Consent_TurnRandom",
        "Consent_Attention",
        "Consent_Camera",
        "Consent_Microphone",
        "Consent_Page",
        "Consent_Display",
        "Consent_NotMonitored",
        "Consent_Stored",
        "Consent_Photo",
        "Consent_EventsStrip",
        "Consent_EventsStill",
        "Consent_EventsNone",
        "Consent_ScreenAtFlags",
        "Consent_ScreenEvery",
        "Consent_RoomCamera",
        "Consent_Answers",
        "Consent_Device",
        "Consent_Seen",
        "Consent_You",
        "Consent_Staff",
        "Consent_OwnServer",
        "Consent_Decides",
        "Consent_Decision",
        "Consent_Rights",
        "Consent_Withdraw",
        "Consent_Reply",
        "Consent_Deletion",
        "Consent_AgreeFace",
        "Consent_FaceHint",
    ];

    static readonly HashSet<string> Headings = new(StringComparer.Ordinal)
    {
        "Consent_Monitored",
        "Consent_Stored",
        "Consent_Seen",
        "Consent_Decides",
        "Consent_Rights",
        "Consent_AgreeFace",
    };

    /// <summary>The whole text in the reader's language, for a file.</summary>
    /// <param name="evidence">The pictures that are stored with a flag.</param>
    /// <param name="screen">The pictures of the screen that are stored.</param>
    /// <param name="room">Whether a phone shows the room.</param>
    /// <param name="sound">The sentence about stored sound.</param>
    /// <param name="framed">Whether the exam is in a frame of another site.</param>
    /// <param name="privacy">The operator's facts.</param>
    /// <param name="at">The time, UTC.</param>
    /// <param name="turnsHead">When the candidate is asked to turn the head.</param>
    public static string Copy(
        FlagEvidence evidence,
        ScreenCapture screen,
        RoomCameraUse room,
        string sound,
        bool framed,
        PrivacyOptions privacy,
        DateTime at,
        HeadChallengeTime turnsHead = HeadChallengeTime.Off
    )
    {
        var text = new StringBuilder();
        text.AppendLine(L["Consent_Version", Version]);
        text.AppendLine(string.Create(CultureInfo.InvariantCulture, $"{at:yyyy-MM-dd HH:mm} UTC"));
        foreach (var key in Keys)
        {
            if (IsOfOther(key, evidence) || key.StartsWith("Consent_Screen", StringComparison.Ordinal))
                continue;
            if (key.StartsWith("Consent_Turn", StringComparison.Ordinal) && key != TurnKey(turnsHead))
                continue;
            if (key == "Consent_RoomCamera" && room == RoomCameraUse.Off)
                continue;
            if (Headings.Contains(key))
                text.AppendLine().AppendLine(L[key]);
            else
                text.Append("- ").AppendLine(L[Variant(key, framed, screen)]);
            if (key == EventsKey(evidence) && Screen(screen) is { } pictures)
                text.Append("- ").AppendLine(pictures);
            if (key == "Consent_Device")
                text.Append("- ").AppendLine(sound);
            if (framed && key == "Consent_Staff")
                text.Append("- ").AppendLine(L["Consent_Host"]);
        }

        text.AppendLine().AppendLine(L["Consent_Responsible"]);
        foreach (var fact in PrivacyText.Of(privacy))
            text.Append("- ").AppendLine(fact);
        return text.ToString();
    }

    static string Variant(string key, bool framed, ScreenCapture screen) =>
        framed && key == "Consent_Page" ? "Consent_PageAround"
        : screen.IsOn && key == "Consent_NotMonitored" ? "Consent_NotMonitoredScreen"
        : key;

    /// <summary>The key of the sentence about turns of the head; null if there are none.</summary>
    public static string? TurnKey(HeadChallengeTime turnsHead) =>
        turnsHead switch
        {
            HeadChallengeTime.AtStart => "Consent_Turn",
            HeadChallengeTime.AtRandom => "Consent_TurnRandom",
            _ => null,
        };

    /// <summary>The key of the sentence about the pictures with flags.</summary>
    public static string EventsKey(FlagEvidence evidence) => $"Consent_Events{evidence}";

    /// <summary>The sentence about pictures of the screen; null if there are none.</summary>
    public static string? Screen(ScreenCapture screen) =>
        !screen.IsOn ? null
        : screen.Every is null ? L["Consent_ScreenAtFlags"].Value
        : L["Consent_ScreenEvery", screen.Seconds!.Value].Value;

    static bool IsOfOther(string key, FlagEvidence evidence) =>
        key.StartsWith("Consent_Events", StringComparison.Ordinal) && key != EventsKey(evidence);
}
