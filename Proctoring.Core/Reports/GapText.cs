using Microsoft.Extensions.Localization;
using Proctoring.Core.Localization;
using Proctoring.Core.Observations;
using Proctoring.Core.Resources;
using Proctoring.Core.Rules;

namespace Proctoring.Core.Reports;

/// <summary>Writes gaps of sensors in the reader's language.</summary>
public static class GapText
{
    static readonly IStringLocalizer L = TextSet.Of<ReportTexts>();

    public static string Title(int count) => L["Gap_Title", DisplayText.Number(count)];

    public static string None => L["Gap_None"];

    public static string Monitored => L["Gap_Monitored"];

    public static string Of(Sensor sensor) => L[$"Gap_Sensor_{sensor}"];

    /// <summary>Writes when the gap was, how long it was, which sensor it concerns and why.</summary>
    /// <param name="gap">The gap.</param>
    /// <param name="time">Converts its UTC times to the ones that are shown.</param>
    public static string Of(SensorGapSpan gap, Func<DateTime, string> time) =>
        L[
            gap.OfServer ? "Gap_LineOfServer" : "Gap_Line",
            time(gap.BeganAt),
            time(gap.EndedAt),
            DisplayText.Duration(gap.Duration),
            Of(gap.Sensor),
            DetailText.Of(gap.Text)!
        ];

    /// <summary>Writes the monitored share and the time of which it is. The share is rounded down: with a gap it is never 100 %.</summary>
    public static string Share(SensorCoverage sensor) =>
        L["Gap_Share", DisplayText.Percent(sensor.RoundedDown(2)), DisplayText.Duration(TimeSpan.FromSeconds(sensor.TotalSeconds))];
}
