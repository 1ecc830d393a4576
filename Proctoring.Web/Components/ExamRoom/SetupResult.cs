using System.Globalization;
using Microsoft.Extensions.Localization;
using Proctoring.Web.Resources;

namespace Proctoring.Web.Components.ExamRoom;

/// <summary>The raw values of the system check, as the browser measured them. Null means that nothing was measured.</summary>
public sealed record SetupReport(
    string? Browser,
    int? Version,
    IReadOnlyList<string>? Missing,
    double? LatencyMs,
    double? UploadKbits,
    double? ClockOffsetMs,
    bool WebSocket,
    bool Storage,
    bool? SecondDisplay,
    bool Fullscreen
);

/// <summary>The state of one line of the system check.</summary>
public enum SetupState
{
    Good,

    /// <summary>The exam works; the candidate should know or improve something.</summary>
    Note,

    /// <summary>The exam would not work, or would be flagged.</summary>
    Bad,
}

/// <summary>One line of the system check: the result, and if it is not good, what to do.</summary>
/// <param name="Id">The subject: browser, connection, live, clock, display, fullscreen, storage.</param>
/// <param name="State">How well it suits an exam.</param>
/// <param name="Text">The result for the candidate.</param>
/// <param name="Raw">The measured value for support, in English.</param>
public sealed record SetupResult(string Id, SetupState State, string Text, string Raw)
{
    /// <summary>Frames need about 250 kbit/s (docs/performance.md); below that the server slows them down.</summary>
    const double LeastUpload = 300;

    const double MostLatency = 500;

    static readonly TimeSpan MostClock = TimeSpan.FromMinutes(2);

    static readonly IStringLocalizer L = TextSet.Of<ExamRoomTexts>();

    /// <summary>The oldest versions that were tested. The tests run in Chromium, of which Chrome and Edge are made.</summary>
    static readonly Dictionary<string, int> Tested = new(StringComparer.Ordinal)
    {
        ["Google Chrome"] = 120,
        ["Microsoft Edge"] = 120,
        ["Chromium"] = 120,
    };

    /// <summary>The lines of a report, in the order in which the page shows them.</summary>
    public static IReadOnlyList<SetupResult> Of(SetupReport report) =>
        [
            BrowserOf(report),
            ConnectionOf(report),
            report.WebSocket ? Good("live", "open") : new("live", SetupState.Note, L["Setup_live_note"], "no WebSocket"),
            ClockOf(report),
            DisplayOf(report),
            report.Fullscreen
                ? Good("fullscreen", "allowed")
                : new("fullscreen", SetupState.Note, L["Setup_fullscreen_note"], "not allowed"),
            report.Storage ? Good("storage", "works") : new("storage", SetupState.Bad, L["Setup_storage_bad"], "nothing can be stored"),
        ];

    static SetupResult BrowserOf(SetupReport report)
    {
        var raw = string.Create(CultureInfo.InvariantCulture, $"{report.Browser ?? "unknown"} {report.Version}");
        if (report.Missing is [var first, ..])
            return new("browser", SetupState.Bad, BrowserFault.Explain(first), $"{raw}, {string.Join(", ", report.Missing)}");
        return report.Browser is { } name && Tested.TryGetValue(name, out var oldest) && report.Version >= oldest
            ? new("browser", SetupState.Good, L["Setup_browser_good", $"{name} {report.Version}"], raw)
            : new("browser", SetupState.Note, L["Setup_browser_note"], raw);
    }

    static SetupResult ConnectionOf(SetupReport report)
    {
        if (report is not { UploadKbits: { } upload, LatencyMs: { } latency })
            return new("connection", SetupState.Bad, L["Setup_connection_bad"], "not measured");
        var raw = string.Create(CultureInfo.InvariantCulture, $"upload {upload:0} kbit/s, latency {latency:0} ms");
        var good = upload >= LeastUpload && latency <= MostLatency;
        return new(
            "connection",
            good ? SetupState.Good : SetupState.Note,
            L[
                good ? "Setup_connection_good" : "Setup_connection_note",
                DisplayText.Number((long)upload),
                DisplayText.Number((long)latency)
            ],
            raw
        );
    }

    static SetupResult ClockOf(SetupReport report)
    {
        if (report.ClockOffsetMs is not { } offset)
            return new("clock", SetupState.Note, L["Setup_clock_unknown"], "not measured");
        var off = TimeSpan.FromMilliseconds(Math.Abs(offset));
        var raw = string.Create(CultureInfo.InvariantCulture, $"off by {off.TotalSeconds:0.0} s");
        return off <= MostClock
            ? new("clock", SetupState.Good, L["Setup_clock_good"], raw)
            : new("clock", SetupState.Note, L["Setup_clock_note", DisplayText.Duration(off)], raw);
    }

    static SetupResult DisplayOf(SetupReport report) =>
        report.SecondDisplay switch
        {
            false => Good("display", "one"),
            true => new("display", SetupState.Bad, L["Setup_display_bad"], "more than one"),
            null => new("display", SetupState.Note, L["Setup_display_unknown"], "not reported"),
        };

    static SetupResult Good(string id, string raw) => new(id, SetupState.Good, L[$"Setup_{id}_good"], raw);
}
