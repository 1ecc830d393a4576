using Proctoring.Core.Observations;

namespace Proctoring.Core.Sessions.Running.Sensors;

/// <summary>Decides whether the server itself watches a session: it may stand still, be overloaded, or lack its models.</summary>
internal sealed class ServerSensor(StallMeter stalls, SteadyClock? clock, DateTime openedAt)
{
    /// <summary>A page that was cut off by a stall comes back within this time; until then the server answers for its absence.</summary>
    static readonly TimeSpan ReturnWithin = TimeSpan.FromSeconds(30);

    /// <summary>A connection that ends this soon after a stall was ended by it: the page's messages came too late to be read in
    /// time.</summary>
    static readonly TimeSpan CutWithin = TimeSpan.FromSeconds(10);

    /// <summary>A shorter break of the server is within what frames and saving leave open anyway.</summary>
    public static readonly TimeSpan ShortestBreak = TimeSpan.FromSeconds(8);

    readonly DateTime openedAt = openedAt;
    DateTime lastExamined = openedAt;
    readonly SteadyClock? clock = clock;
    TimeSpan offset = clock?.Offset ?? TimeSpan.Zero;
    SensorGap? cut;
    DateTime cutUntil;
    DateTime? lateSince;
    DateTime? blindSince;
    DateTime? deafSince;

    /// <summary>Nothing is expected of the other sensors before this time, because the server stood still.</summary>
    public DateTime AnswersSince(DateTime at) =>
        stalls.Last switch
        {
            { Until: null } => at,
            { Until: { } until } => until,
            null => openedAt,
        };

    /// <summary>The server was not running since then, and its pages are cut off.</summary>
    public void WasDown(DateTime since) => (cut, cutUntil) = (Gap(GapCause.NotRunning, since), openedAt + ReturnWithin);

    /// <summary>The page's connection ended.</summary>
    public void Cut(DateTime at)
    {
        if (stalls.Last is { } stall && (stall.Until is not { } until || at - until < CutWithin))
            (cut, cutUntil) = (Gap(GapCause.Stalled, Opened(stall.Since)), (stall.Until ?? at) + ReturnWithin);
    }

    /// <summary>The page is connected again.</summary>
    public void Returned() => cut = null;

    /// <summary>Frames are read too late or too rarely since then; null if they are read in time.</summary>
    public void Late(DateTime? since) => lateSince = since is null ? null : lateSince ?? since;

    /// <summary>The models looked at a frame, or could not.</summary>
    public void Looked(DateTime at, bool worked) => blindSince = worked ? null : blindSince ?? at;

    /// <summary>The voice model listened to a piece of sound, or could not.</summary>
    public void Listened(DateTime at, bool worked) => deafSince = worked ? null : deafSince ?? at;

    /// <summary>The gap at this instant; null if the server watches.</summary>
    public SensorGap? Examine(DateTime at)
    {
        var gap = Find(at);
        lastExamined = at;
        return gap;
    }

    SensorGap? Find(DateTime at)
    {
        if (stalls.Last is { Until: null } stall)
            return Gap(GapCause.Stalled, Opened(stall.Since));
        // Asked for after the stall: a step that happens during one is on record when it is over.
        if (StepOf() is { } by)
            return Gap(
                GapCause.ClockStep,
                lastExamined,
                $"the server's clock was set {(by > TimeSpan.Zero ? "forward" : "back")} by {Text(by.Duration())}"
            );
        if (cut is not null && at < cutUntil && (cut.Cause != GapCause.NotRunning || at - cut.Since >= ShortestBreak))
            return cut;
        if (blindSince is { } blind)
            return Gap(GapCause.ModelsUnavailable, blind);
        if (lateSince is { } late)
            return Gap(GapCause.Overloaded, late);
        return deafSince is { } deaf ? Gap(GapCause.SoundNotAnalysed, deaf) : null;
    }

    DateTime Opened(DateTime since) => since > openedAt ? since : openedAt;

    /// <summary>By how much the wall clock was changed since the last look; null if it was not.</summary>
    TimeSpan? StepOf()
    {
        if (clock is null)
            return null;
        var now = clock.Offset;
        var by = now - offset;
        if (by.Duration() < ClockWatch.Step)
            return null;
        offset = now;
        return by;
    }

    static string Text(TimeSpan time) => TimeSpan.FromSeconds(Math.Round(time.TotalSeconds)).ToString("c");

    static SensorGap Gap(GapCause cause, DateTime since, string? detail = null) => new(Sensor.Server, cause, since, detail);
}
