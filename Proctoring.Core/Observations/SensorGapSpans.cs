namespace Proctoring.Core.Observations;

/// <summary>A gap of a sensor from its beginning to its end.</summary>
/// <param name="Sensor">The sensor.</param>
/// <param name="Cause">Why it delivered nothing usable.</param>
/// <param name="BeganAt">UTC.</param>
/// <param name="EndedAt">UTC.</param>
/// <param name="Detail">Details that the cause does not state.</param>
public sealed record SensorGapSpan(Sensor Sensor, GapCause Cause, DateTime BeganAt, DateTime EndedAt, string? Detail = null)
{
    public TimeSpan Duration => EndedAt - BeganAt;

    /// <summary>Whether this server was the reason, and not the candidate's side.</summary>
    public bool OfServer => Sensor == Sensor.Server;

    /// <summary>The cause in a few words.</summary>
    public string Text => Detail ?? SensorGap.TextOf(Cause);
}

/// <summary>Joins the gaps of a session's observations to spans. Observations are added in their order.</summary>
public sealed class SensorGapSpans
{
    /// <summary>A phone that is connected in this time shows the room from the start.</summary>
    static readonly TimeSpan RoomMayBegin = TimeSpan.FromSeconds(10);

    readonly List<SensorGapSpan> ended = [];
    readonly List<SensorGapSpan> open = [];
    DateTime? began;
    bool knowsRoom;

    /// <summary>Adds the gaps of one observation.</summary>
    public void Add(Observation observation)
    {
        began ??= observation.At;
        if (observation.Gaps is not { } gaps)
            return;
        AddRoomBeforeItsFirstPicture(observation, gaps);
        foreach (var over in open.Where(span => !gaps.Any(gap => Same(gap, span))).ToList())
            End(over, observation.At);
        foreach (var gap in gaps)
        {
            var index = open.FindIndex(span => Same(gap, span));
            if (index < 0)
                open.Add(new SensorGapSpan(gap.Sensor, gap.Cause, gap.Since, Later(observation.At, gap.Since), gap.Detail));
            else
                open[index] = open[index] with
                {
                    Cause = gap.Cause,
                    Detail = gap.Detail,
                    EndedAt = Later(observation.At, open[index].EndedAt),
                };
        }
    }

    /// <summary>Adds a gap that no observation could report, such as lost observations.</summary>
    public void Add(SensorGapSpan span) => ended.Add(span);

    /// <summary>Ends open gaps at their last sighting, because the next observations are from another run of the server.</summary>
    public void Break()
    {
        ended.AddRange(open);
        open.Clear();
    }

    /// <summary>All spans, ordered by beginning.</summary>
    /// <param name="finishedAt">The session's end, UTC, which ends the gaps that are still open.</param>
    public IReadOnlyList<SensorGapSpan> ToList(DateTime finishedAt) =>
        [
            .. ended
                .Concat(open)
                .Select(span => span.EndedAt <= finishedAt ? span : span with { EndedAt = Later(finishedAt, span.BeganAt) })
                .OrderBy(span => span.BeganAt)
                .ThenBy(span => span.Sensor),
        ];

    /// <summary>No rule expects an offered phone before its first picture, so no observation reports the time before.</summary>
    void AddRoomBeforeItsFirstPicture(Observation observation, IReadOnlyList<SensorGap> gaps)
    {
        var hadGap = gaps.Any(gap => gap.Sensor == Sensor.Room);
        if (!knowsRoom && !hadGap && observation.Room is not null && observation.At - began > RoomMayBegin)
            Add(new SensorGapSpan(Sensor.Room, GapCause.RoomNotConnected, began!.Value, observation.At));
        knowsRoom |= hadGap || observation.Room is not null;
    }

    void End(SensorGapSpan span, DateTime at)
    {
        open.Remove(span);
        ended.Add(span with { EndedAt = Later(at, span.EndedAt) });
    }

    // The cause may change while the gap lasts: no frames first, then frames that cannot be read.
    static bool Same(SensorGap gap, SensorGapSpan span) => gap.Sensor == span.Sensor && gap.Since == span.BeganAt;

    static DateTime Later(DateTime one, DateTime other) => one > other ? one : other;
}
