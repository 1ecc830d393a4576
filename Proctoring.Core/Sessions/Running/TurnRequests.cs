using System.Security.Cryptography;
using Proctoring.Core.Exams;
using Proctoring.Core.Observations;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Sessions.Updates;
using Proctoring.Core.Vision.Heads;

namespace Proctoring.Core.Sessions.Running;

/// <summary>Asks a candidate to turn the head at moments of the exam that cannot be foreseen, and judges the frames that arrive anyway. A
/// request that was not passed is repeated once, a while later. For one reader.</summary>
/// <param name="sessionId">The session.</param>
/// <param name="from">When this server began to monitor it, UTC.</param>
/// <param name="random">Returns a random time between two; a cryptographic source by default.</param>
internal sealed class TurnRequests(Guid sessionId, DateTime from, Func<TimeSpan, TimeSpan, TimeSpan>? random = null)
{
    /// <summary>The generous time for each step: the candidate may be in the middle of a sentence.</summary>
    public static readonly TimeSpan StepWithin = TimeSpan.FromSeconds(40);

    /// <summary>In the last minutes no candidate is asked.</summary>
    public static readonly TimeSpan NotBeforeEnd = TimeSpan.FromMinutes(4);

    static readonly (TimeSpan Least, TimeSpan Most) Between = (TimeSpan.FromMinutes(8), TimeSpan.FromMinutes(25));
    static readonly (TimeSpan Least, TimeSpan Most) BeforeRepeat = (TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(3));

    /// <summary>A page that was loaded meanwhile learns of the request after this time.</summary>
    static readonly TimeSpan TellEvery = TimeSpan.FromSeconds(5);

    readonly Func<TimeSpan, TimeSpan, TimeSpan> random = random ?? Draw;
    ChallengeRun? run;
    HeadChallenge? finished;
    DateTime? due;
    DateTime toldAt;
    bool repeated;
    bool declined;

    /// <summary>Whether a request is in progress, so that frames must be read for it.</summary>
    public bool InProgress => run is not null;

    /// <summary>Takes note of the passing of time or of a frame. Returns the news for the candidate's page; null for none.</summary>
    /// <param name="now">The time, UTC.</param>
    /// <param name="sight">What the frame shows; null without a frame.</param>
    /// <param name="possible">Whether the candidate can be asked: connected, and not in a pause.</param>
    /// <param name="endsAt">The deadline, UTC.</param>
    public TurnNews? Advance(DateTime now, HeadSight? sight, bool possible, DateTime endsAt)
    {
        due ??= from + First(endsAt - from);
        if (!possible)
            return Cancel(now);
        if (run is null)
            return sight is not null && !declined && now >= due && endsAt - now >= NotBeforeEnd ? Begin(now) : null;
        var before = run.Wanted;
        if (sight is { } seen)
            run.Saw(now, seen);
        else
            run.Waited(now);
        if (run.Outcome is var (result, reason))
            return End(now, result, reason);
        return run.Wanted != before || now - toldAt >= TellEvery ? Tell(now) : null;
    }

    /// <summary>The candidate cannot turn the head: that is on record, also if nothing was asked, and no one asks again in this
    /// session.</summary>
    public TurnNews? Decline(DateTime now)
    {
        if (declined)
            return null;
        declined = true;
        return End(now, ChallengeResult.NotJudged, ChallengeReason.Declined);
    }

    /// <summary>Returns the request that ended since the last call; null for none.</summary>
    public HeadChallenge? TakeFinished()
    {
        var row = finished;
        finished = null;
        return row;
    }

    /// <summary>The time to the first request: in the first half of a short exam.</summary>
    TimeSpan First(TimeSpan left)
    {
        var most = left / 2 < Between.Most ? left / 2 : Between.Most;
        return most > TimeSpan.Zero ? random(most / 3 < Between.Least ? most / 3 : Between.Least, most) : Between.Most;
    }

    TurnNews Begin(DateTime now)
    {
        run = new ChallengeRun(ChallengeRun.Choose(), now, StepWithin);
        return Tell(now);
    }

    TurnNews Tell(DateTime now)
    {
        toldAt = now;
        return new TurnNews(run!.Wanted?.ToString() ?? "Ahead", null);
    }

    /// <summary>A pause or a lost connection ends the request without a result; another follows.</summary>
    TurnNews? Cancel(DateTime now)
    {
        if (run is null)
            return null;
        (run, due) = (null, now + random(BeforeRepeat.Least, BeforeRepeat.Most));
        return new TurnNews(null, null);
    }

    TurnNews End(DateTime now, ChallengeResult result, ChallengeReason reason)
    {
        finished = new HeadChallenge
        {
            Id = Guid.CreateVersion7(now),
            SessionId = sessionId,
            Turns = string.Join(", ", run?.Turns ?? []),
            AskedAt = run?.AskedAt ?? now,
            EndedAt = now,
            Result = result,
            Reason = reason,
        };
        repeated = result != ChallengeResult.Passed && !repeated;
        var (least, most) = repeated ? BeforeRepeat : Between;
        (run, due) = (null, now + random(least, most));
        return new TurnNews(null, result.ToString());
    }

    static TimeSpan Draw(TimeSpan least, TimeSpan most) =>
        least + TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32((int)(most - least).TotalMilliseconds));
}
