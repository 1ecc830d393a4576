using Microsoft.Extensions.Localization;
using Proctoring.Web.Resources;

namespace Proctoring.Web.Components.ExamRoom;

/// <summary>Explains to a candidate the result of the reference photo.</summary>
/// <param name="Taken">Whether the exam can start with it.</param>
/// <param name="Text">The result, and what to do.</param>
internal sealed record ReferenceAdvice(bool Taken, string Text)
{
    static readonly IStringLocalizer L = TextSet.Of<ExamRoomTexts>();

    static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        "no_face",
        "several_faces",
        "too_small",
        "at_the_edge",
        "turned_away",
        "too_blurred",
        "too_dark",
        "not_upright",
        "not_live",
        "masked",
        "dark_glasses",
        "blocked",
        "no_picture",
        "too_often",
        "not_preparing",
        "vision_unavailable",
        "no_connection",
    };

    /// <summary>The advice for an outcome of the hub.</summary>
    public static ReferenceAdvice For(string outcome) =>
        outcome switch
        {
            "accepted" or "not_the_enrolled" or "not_confirmed" => new(true, L[$"Reference_{outcome}"]),
            "too_large" or "not_an_image" => new(false, L["Reference_unreadable"]),
            _ when Known.Contains(outcome) => new(false, L[$"Reference_{outcome}"]),
            _ => new(false, L["Reference_failed"]),
        };
}
