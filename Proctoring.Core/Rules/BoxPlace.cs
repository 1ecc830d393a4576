using Microsoft.Extensions.Localization;
using Proctoring.Core.Localization;
using Proctoring.Core.Observations;
using Proctoring.Core.Resources;

namespace Proctoring.Core.Rules;

/// <summary>Names the place of a box in its picture: "in the upper left".</summary>
internal static class BoxPlace
{
    static readonly IStringLocalizer L = TextSet.Of<RuleTexts>();
    static readonly IReadOnlyDictionary<string, string> Recorded = TextSet.English<RuleTexts>();

    /// <summary>All places by the ends of their keys.</summary>
    public static IReadOnlyList<string> Names { get; } =
    ["UpperLeft", "UpperRight", "LowerLeft", "LowerRight", "Top", "Bottom", "Left", "Right", "Centre"];

    /// <summary>In the reader's language.</summary>
    public static string Of(Box box) => L[$"Place_{NameOf(box)}"];

    /// <summary>In English, for the record.</summary>
    public static string English(Box box) => Recorded[$"Place_{NameOf(box)}"];

    static string NameOf(Box box) =>
        (Third(box.Y + box.Height / 2), Third(box.X + box.Width / 2)) switch
        {
            (1, 1) => "Centre",
            (1, 0) => "Left",
            (1, _) => "Right",
            (0, 1) => "Top",
            (2, 1) => "Bottom",
            (0, 0) => "UpperLeft",
            (0, _) => "UpperRight",
            (_, 0) => "LowerLeft",
            _ => "LowerRight",
        };

    static int Third(float centre) =>
        centre < 1 / 3f ? 0
        : centre <= 2 / 3f ? 1
        : 2;
}
