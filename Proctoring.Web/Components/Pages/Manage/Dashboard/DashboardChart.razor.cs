using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Proctoring.Web.Components.Pages.Manage.Dashboard;

/// <summary>Draws a chart and lists its numbers in a table.</summary>
public sealed partial class DashboardChart
{
    static readonly string[] Colours = ["var(--mud-palette-primary)", "var(--mud-palette-warning)"];

    [Parameter, EditorRequired]
    public string Title { get; set; } = "";

    /// <summary>The heading of the labels.</summary>
    [Parameter, EditorRequired]
    public string Head { get; set; } = "";

    [Parameter, EditorRequired]
    public IReadOnlyList<string> Labels { get; set; } = [];

    /// <summary>The series; each has one value for each label.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<(string Name, IReadOnlyList<double> Values)> Series { get; set; } = [];

    List<ChartSeries<double>> Shown =>
        [.. Series.Select(one => new ChartSeries<double> { Name = one.Name, Data = new ChartData<double>(one.Values) })];

    /// <summary>The labels that fit on a phone: at most five, at equal distances.</summary>
    internal static string[] Sparse(IReadOnlyList<string> labels) =>
        [.. labels.Select((label, index) => index % Math.Max(1, (labels.Count + 4) / 5) == 0 ? label : "")];

    LineChartOptions Options =>
        new()
        {
            ChartPalette = Colours,
            YAxisTicks = Tick,
            YAxisFormat = "N0",
            YAxisRequireZeroPoint = true,
        };

    /// <summary>About four lines, at round numbers.</summary>
    int Tick
    {
        get
        {
            var step = Math.Max(1, Series.SelectMany(one => one.Values).DefaultIfEmpty(0).Max() / 4);
            var power = Math.Pow(10, Math.Floor(Math.Log10(step)));
            return (int)(
                power
                * (step / power) switch
                {
                    <= 1 => 1,
                    <= 2 => 2,
                    <= 5 => 5,
                    _ => 10,
                }
            );
        }
    }
}
