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

    /// <summary>The pictures of the screen and of the room that are shown.</summary>
    readonly HashSet<Guid> shown = [];

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

    /// <summary>The lanes of pictures beside the webcam's: those that the session has.</summary>
    IReadOnlyList<PictureLane> Pictures { get; set; } = [];

    int Lanes => LanesBelow + Pictures.Count;

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
        ShowPictures();
        if (Selected != placed && Case.Flags.FirstOrDefault(flag => flag.Id == Selected) is { } selected)
            (placed, cursor) = (Selected, Scale.XOf(selected.BeganAt));
    }

    void ShowPictures() =>
        Pictures =
        [
            .. new[] { (Source: "Screen", Kept: Case.Screen), (Source: "Room", Kept: Case.Room) }
                .Where(lane => lane.Kept is { Pictures.Count: > 0 })
                .Select(lane => new PictureLane(
                    lane.Source,
                    lane.Kept!,
                    lane.Kept!.Pictures.FirstOrDefault(picture => shown.Contains(picture.Id))
                )),
        ];

    /// <summary>Shows another picture of a lane; null shows none.</summary>
    void Show(PictureLane lane, CaseScreenPicture? picture)
    {
        if (lane.Shown is not null)
            shown.Remove(lane.Shown.Id);
        if (picture is not null)
            shown.Add(picture.Id);
        ShowPictures();
    }

    string ToggleText(PictureLane lane) => L[$"Timeline_{lane.Source}{(lane.Shown is null ? "Show" : "Hide")}"];

    void Toggle(PictureLane lane) => Show(lane, lane.Shown is null ? lane.Kept.Nearest(Scale.AtOf(cursor)) : null);

    void Step(PictureLane lane, int by)
    {
        var index = lane.Kept.Pictures.Index().FirstOrDefault(one => one.Item == lane.Shown).Index + by;
        var next = lane.Kept.Pictures[Math.Clamp(index, 0, lane.Kept.Pictures.Count - 1)];
        Show(lane, next);
        cursor = Scale.XOf(next.TakenAt);
        Follow(lane.Source);
    }

    /// <summary>Shows the pictures nearest to the cursor in the lanes that show one, except in one.</summary>
    void Follow(string? except = null)
    {
        foreach (var lane in Pictures.Where(lane => lane.Shown is not null && lane.Source != except))
            Show(lane, lane.Kept.Nearest(Scale.AtOf(cursor)));
    }

    async Task ScrubAsync(ChangeEventArgs change)
    {
        if (!double.TryParse(change.Value?.ToString(), CultureInfo.InvariantCulture, out var x))
            return;
        cursor = Math.Clamp(x, 0, Width);
        var at = Scale.AtOf(cursor);
        Follow();
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

    /// <summary>A lane of pictures.</summary>
    /// <param name="Source">The name of their source in the texts.</param>
    /// <param name="Kept">The pictures.</param>
    /// <param name="Shown">The picture that is shown; null for none.</param>
    sealed record PictureLane(string Source, CaseScreen Kept, CaseScreenPicture? Shown)
    {
        public string Id { get; } = Source.ToLowerInvariant();
    }

    sealed record FlagRow(string Title, IReadOnlyList<FlagSpan> Spans);

    sealed record FlagSpan(Guid Id, int Index, Severity Severity, double X, double Width, string DisplayText);
}
