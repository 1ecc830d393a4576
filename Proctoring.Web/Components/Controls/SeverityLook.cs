using Microsoft.Extensions.Localization;
using MudBlazor;
using Proctoring.Core.Localization;
using Proctoring.Web.Resources;
using Severity = Proctoring.Core.Exams.Severity;

namespace Proctoring.Web.Components.Controls;

/// <summary>The word, icon and style class of each severity; app.css gives the class its colour.</summary>
internal static class SeverityLook
{
    static readonly IStringLocalizer L = TextSet.Of<ControlsTexts>();

    /// <summary>The severities in the order of lists, most severe first.</summary>
    public static IReadOnlyList<Severity> Ordered { get; } = [Severity.High, Severity.Medium, Severity.Low];

    public static string Word(Severity severity) => L[$"Severity_{severity}"];

    /// <summary>Three shapes, so that the colour is never the only distinction.</summary>
    public static string Icon(Severity severity) =>
        severity switch
        {
            Severity.High => Icons.Material.Outlined.Report,
            Severity.Medium => Icons.Material.Outlined.WarningAmber,
            _ => Icons.Material.Outlined.Info,
        };

    public static string Class(Severity severity) =>
        severity switch
        {
            Severity.High => "severity-high",
            Severity.Medium => "severity-medium",
            _ => "severity-low",
        };
}
