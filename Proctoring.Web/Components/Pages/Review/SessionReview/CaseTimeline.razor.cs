using System.Globalization;
using Microsoft.AspNetCore.Components;
using Proctoring.Core.Exams;
using Proctoring.Core.Observations;
using Proctoring.Core.Reports;
using Proctoring.Core.Reviews;
using Proctoring.Core.Rules;
using Proctoring.Web.Components.Controls;

namespace Proctoring.Web.Components.Pages.Review.SessionReview;

/// <summary>The session from start to end: flags by type, observations, and gaps. Moving through it shows
/// the nearest flag.</summary>
public sealed partial class CaseTimeline
{
    const int Width = 1000;
    const int RowHeight = 16;
    const int LanesBelow = 5;

    IReadOnlyList<FlagRow> rows = [];
    IReadOnlyList<(Sensor Sensor, IReadOnlyList<(double X, double Width, string Text)> Spans)> gapLanes = [];
    double cursor;
    Guid? placed;
    Guid? screen;

    [Parameter, EditorRequired]
    public SessionCase Case { get; set; } = null!;

    /// <summary>The observations; null while they are read, or if there are none.</summary>
    [Parameter]
    public Timeline? Timeline { get; set; }

    [Parameter]
    public bool Loading { get; set; }

    /// <summary>The flag looked at.</summary>
    [Parameter]
    public Guid? Selected { get; set; }

    [Parameter]
    public EventCallback<int> OnSelect { get; set; }

    /// <summary>The address of a picture for this viewer.</summary>
    [Parameter, EditorRequired]
    public Func<Guid, string> AddressOf { get; set; } = null!;

    [Inject]
    ViewerClock Clock { get; set; } = null!;

    TimelineDrawing Scale { get; set; } = null!;

    TimelineDrawing? Drawn => Timeline is { Kept: true } ? Scale : null;

    IReadOnlyList<CaseScreenPicture> Screens => Case.Screen?.Pictures ?? [];

    /// <summary>The picture of the screen that is shown; null for none, and after another session was opened.</summary>
    CaseScreenPicture? ShownScreen => Screens.FirstOrDefault(picture => picture.Id == screen);

    int Lanes => LanesBelow + (Screens.Count > 0 ? 1 : 0);

    int Height => Math.Max(RowHeight, (rows.Count + (Drawn is null ? 0 : Lanes + gapLanes.Count)) * RowHeight);

    string Readout
    {
        get
        {
            var at = Clock.TimeWithSeconds(Scale.AtOf(cursor));
            if (Drawn?.StepAt(cursor) is not { } step)
                return L[Loading ? "Timeline_Reading" : "Timeline_NoneStored", at];
            return L["Timeline_Readout", at, Facts(step), Clock.ZoneName];
        }
    }

    protected override void OnParametersSet()
    {
        var from = Case.StartedAt ?? Case.Session.OpenedAt;
        var last = Case.Flags.Select(flag => flag.EndedAt ?? flag.BeganAt).DefaultIfEmpty(from).Max();
        var to = Case.Session.FinishedAt ?? (last > from ? last : from.AddMinutes(1));
        Scale = new TimelineDrawing(Timeline ?? new Timeline(from, to > from ? to : from.AddSeconds(1), [], [], false), Width);
        rows =
        [
            .. Case
                .Flags.Select((flag, index) => (flag, index))
                .GroupBy(one => one.flag.Type)
                .OrderByDescending(type => type.Max(one => one.flag.Severity))
                .ThenBy(type => type.Min(one => one.flag.BeganAt))
                .Select(type => new FlagRow(
                    RuleText.Title(type.Key, type.First().flag.Title),
                    [.. type.Select(one => SpanOf(one.flag, one.index))]
                )),
        ];
        gapLanes = Scale.Gaps(Describe);
        if (Selected != placed && Case.Flags.FirstOrDefault(flag => flag.Id == Selected) is { } selected)
            (placed, cursor) = (Selected, Scale.XOf(selected.BeganAt));
    }

    void ToggleScreen() => screen = ShownScreen is null ? Case.Screen?.Nearest(Scale.AtOf(cursor))?.Id : null;

    void StepScreen(int by)
    {
        var index = Screens.Index().FirstOrDefault(one => one.Item.Id == screen).Index + by;
        screen = Screens[Math.Clamp(index, 0, Screens.Count - 1)].Id;
        cursor = Scale.XOf(ShownScreen!.TakenAt);
    }

    async Task ScrubAsync(ChangeEventArgs change)
    {
        if (!double.TryParse(change.Value?.ToString(), CultureInfo.InvariantCulture, out var x))
            return;
        cursor = Math.Clamp(x, 0, Width);
        var at = Scale.AtOf(cursor);
        // The screen follows the cursor while it is shown.
        if (ShownScreen is not null)
            screen = Case.Screen?.Nearest(at)?.Id;
        var nearest = Case.Flags.Select((flag, index) => (Away: Away(flag, at), index)).OrderBy(one => one.Away).FirstOrDefault();
        if (Case.Flags.Count == 0 || Case.Flags[nearest.index].Id == Selected)
            return;
        // The cursor stays under the pointer.
        placed = Case.Flags[nearest.index].Id;
        await OnSelect.InvokeAsync(nearest.index);
    }

    FlagSpan SpanOf(CaseFlag flag, int index)
    {
        var x = Scale.XOf(flag.BeganAt);
        var width = Math.Max(4, Scale.XOf(flag.EndedAt ?? flag.BeganAt) - x);
        return new FlagSpan(
            flag.Id,
            index,
            flag.Severity,
            Math.Min(x, Width - width),
            width,
            $"{Clock.TimeWithSeconds(flag.BeganAt)} {flag.Sentence}"
        );
    }

    string Describe(SensorGapSpan gap) => GapText.Of(gap, Clock.TimeWithSeconds);

    static string Monitored(SensorCoverage sensor) => $"{GapText.Of(sensor.Sensor)} {GapText.Share(sensor)}";

    static TimeSpan Away(CaseFlag flag, DateTime at) =>
        at < flag.BeganAt ? flag.BeganAt - at
        : at > (flag.EndedAt ?? flag.BeganAt) ? at - (flag.EndedAt ?? flag.BeganAt)
        : TimeSpan.Zero;

    string Facts(TimelineStep step)
    {
        List<string> facts = [];
        facts.Add(
            step.Blind && step.Faces is null
                ? L["Timeline_NotObserved"].Value
                : step.Faces switch
                {
                    null => L["Timeline_NotExamined"],
                    0 => L["Timeline_NoFace"],
                    { } many => L.Plural("Timeline_Faces", many),
                }
        );
        if (step.Yaw is { } yaw)
            facts.Add(L[yaw > 0 ? "Timeline_HeadRight" : "Timeline_HeadLeft", Math.Abs(yaw).ToString("0", CultureInfo.CurrentCulture)]);
        if (step.Speech is { } speech)
            facts.Add(L[speech > 0.05f ? "Timeline_Speech" : "Timeline_Quiet"]);
        if (step.Connected is { } connected)
            facts.Add(L[connected ? "Timeline_Connected" : "Timeline_Disconnected"]);
        return string.Join(" · ", facts);
    }

    static string N(double number) => number.ToString("0.#", CultureInfo.InvariantCulture);

    sealed record FlagRow(string Title, IReadOnlyList<FlagSpan> Spans);

    sealed record FlagSpan(Guid Id, int Index, Severity Severity, double X, double Width, string DisplayText);
}
