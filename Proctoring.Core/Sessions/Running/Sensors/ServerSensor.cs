using Proctoring.Core.Observations;

namespace Proctoring.Core.Sessions.Running.Sensors;

/// <summary>Decides whether the server itself monitors a session: it may stall, be overloaded, or lack its models.</summary>
internal sealed class ServerSensor(StallMeter stalls, SteadyClock? clock, DateTime openedAt)
{
    /// <summary>A page that a stall disconnected returns within this time; until then the server is responsible for its absence.</summary>
    static readonly TimeSpan ReturnWithin = TimeSpan.FromSeconds(30);

    /// <summary>A connection that ends this soon after a stall was ended by it: the page's messages were read too late.</summary>
    static readonly TimeSpan CutWithin = TimeSpan.FromSeconds(10);

    /// <summary>A shorter break of the server is within the normal time between frames and saves.</summary>
    public static readonly TimeSpan ShortestBreak = TimeSpan.FromSeconds(8);

    /// <summary>A fault that was found in frames or sound has ended if none waits and none arrived for this long, or for twice the
    /// requested time between two frames. The silence is a gap of the camera or the microphone.</summary>
    static readonly TimeSpan IdleFrom = TimeSpan.FromSeconds(10);

    readonly DateTime openedAt = openedAt;
    DateTime lastExamined = openedAt;
    readonly SteadyClock? clock = clock;
    TimeSpan offset = clock?.Offset ?? TimeSpan.Zero;
    SensorGap? cut;
    DateTime cutUntil;
    DateTime? lateSince;
    DateTime? behindSince;
    DateTime? joinWaitsSince;
    DateTime? lostSince;
    TimeSpan returnsWithin;
    DateTime? fullSince;
    DateTime? blindSince;
    DateTime? deafSince;
    DateTime? overSince;
    DateTime? waitingSince;

    /// <summary>Whether frames wait or arrive.</summary>
    public InputActivity Frames { get; } = new();

    /// <summary>Whether sound waits or arrives.</summary>
    public InputActivity Sound { get; } = new();

    /// <summary>Nothing is expected of the other sensors before this time, because the server stalled.</summary>
    public DateTime AnswersSince(DateTime at) =>
        stalls.Last switch
        {
            { Until: null } => at,
            { Until: { } until } => until,
            null => openedAt,
        };

    /// <summary>Records that the server was not running since then, and its pages are disconnected.</summary>
    public void WasDown(DateTime since) => (cut, cutUntil) = (Gap(GapCause.NotRunning, since), openedAt + ReturnWithin);

    /// <summary>Records that the page's connection ended.</summary>
    public void Cut(DateTime at)
    {
        if (stalls.Last is { } stall && (stall.Until is not { } until || at - until < CutWithin))
            (cut, cutUntil) = (Gap(GapCause.Stalled, Opened(stall.Since)), (stall.Until ?? at) + ReturnWithin);
    }

    /// <summary>Records that the page is connected again.</summary>
    public void Returned() => cut = null;

    /// <summary>Records that the session's time was up, until its deadline was moved.</summary>
    public void WasOver(DateTime since, DateTime until)
    {
        if (until - since >= ShortestBreak)
            overSince = since;
    }

    /// <summary>The time since which frames are read too late or too rarely; null if they are read in time.</summary>
    public void Late(DateTime? since) => lateSince = since is null ? null : lateSince ?? since;

    /// <summary>The time since which something is overdue that may wait in this server or on its way from another; null if nothing
    /// is.</summary>
    public void Behind(DateTime? since) => behindSince = since is null ? null : behindSince ?? since;

    /// <summary>The time since which the candidate is back and waits for the answer to a request to join; null if none waits.</summary>
    public void JoinWaits(DateTime? since) => joinWaitsSince = since;

    /// <summary>The time since which the page is disconnected, UTC, and for how long its return may wait in this server.</summary>
    public void Lost(DateTime? since, TimeSpan within) => (lostSince, returnsWithin) = (since, within);

    /// <summary>Records that sound was refused because too much of it waits.</summary>
    public void HadNoPlace(DateTime at) => fullSince ??= at;

    /// <summary>Records whether the models could read a frame.</summary>
    public void Looked(DateTime at, bool worked) => blindSince = worked ? null : blindSince ?? at;

    /// <summary>Records whether the voice model could analyse a piece of sound.</summary>
    public void Listened(DateTime at, bool worked)
    {
        deafSince = worked ? null : deafSince ?? at;
        // A piece that arrived later had a place again.
        if (at > fullSince)
            fullSince = null;
    }

    /// <summary>The gap at this instant; null if the server monitors.</summary>
    /// <param name="at">Now, UTC.</param>
    /// <param name="interval">The requested time between two frames.</param>
    public SensorGap? Examine(DateTime at, TimeSpan interval)
    {
        if (Frames.IsIdle(at, IdleFrom > 2 * interval ? IdleFrom : 2 * interval))
            (lateSince, blindSince) = (null, null);
        // Newer frames replace the one that waits, so its own age says nothing.
        waitingSince = Frames.WaitingSince is { } waits && at - waits >= OverloadWatch.Latest ? waits : null;
        if (Sound.IsIdle(at, IdleFrom))
            (deafSince, fullSince) = (null, null);
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
        if (overSince is { } over)
        {
            overSince = null;
            return Gap(GapCause.NotRunning, over, "the time was up until it was extended");
        }

        if (cut is not null && at < cutUntil && (cut.Cause != GapCause.NotRunning || at - cut.Since >= ShortestBreak))
            return cut;
        if (joinWaitsSince is { } asked && at - asked >= StallMeter.Longest)
            return Gap(GapCause.Stalled, Opened(asked));
        if (lostSince is { } lost && returnsWithin >= OverloadWatch.Latest && at - lost < returnsWithin)
            return Gap(GapCause.Stalled, Opened(lost));
        if (blindSince is { } blind)
            return Gap(GapCause.ModelsUnavailable, blind);
        if ((lateSince ?? behindSince ?? waitingSince ?? fullSince) is { } late)
            return Gap(GapCause.Overloaded, late);
        return deafSince is { } deaf ? Gap(GapCause.SoundNotAnalysed, deaf) : null;
    }

    DateTime Opened(DateTime since) => since > openedAt ? since : openedAt;

    /// <summary>The change of the wall clock since the last check; null for none.</summary>
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
