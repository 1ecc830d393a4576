namespace Proctoring.Core.Sessions.Running;

/// <summary>How far this server has come with the messages of one connection. A page's silence counts only until then, because a later
/// message may wait in the server. Thread-safe: the hub reports, the session asks.</summary>
/// <param name="time">The clock.</param>
/// <param name="elsewhere">Whether the page is connected to another server. Then only the messages that this server gets are known.</param>
internal sealed class PageReading(TimeProvider time, bool elsewhere = false)
{
    /// <summary>Another server passes on what a page sends at least every five seconds. This long without any message, the page itself is
    /// silent.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>A session moves to the server of its page within seconds. A page can prevent that by joining on both servers, so after
    /// this time its silence counts as on this server.</summary>
    public static readonly TimeSpan LongestElsewhere = TimeSpan.FromMinutes(1);

    /// <summary>A page reports every five seconds, and its report takes a moment.</summary>
    static readonly TimeSpan LatestReport = TimeSpan.FromSeconds(6);

    /// <summary>A call that is answered sooner delays a page no more than a network does.</summary>
    static readonly TimeSpan ShortestWait = TimeSpan.FromSeconds(1);

    /// <summary>A page pings every two seconds. After this time without a message, it sends nothing.</summary>
    static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    /// <summary>A server that was late has caught up after this time.</summary>
    static readonly TimeSpan LateFor = TimeSpan.FromSeconds(10);

    /// <summary>A page gives up a connection before a message has waited for longer.</summary>
    static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    /// <summary>How often a frame and its answer wait for a thread: at the socket, the connection, the hub and the session, and as often on
    /// the way back.</summary>
    const int Passes = 8;

    /// <summary>Calls of a connection are carried out one by one, so these are more than a minute. A phone whose requests overlap loses the
    /// oldest.</summary>
    const int MostWaits = 100;

    readonly Lock gate = new();
    readonly LinkedList<DateTime> calls = new();
    readonly List<CallWait> waits = [];
    readonly DateTime began = Utc(time);
    DateTime arrivedAt = Utc(time);
    DateTime handledAt = Utc(time);

    /// <summary>Records that the hub has read everything that arrived before.</summary>
    public void Arrived()
    {
        lock (gate)
            arrivedAt = Utc(time);
    }

    /// <summary>Records that the hub has begun all calls that it has read.</summary>
    public void Handled()
    {
        lock (gate)
            handledAt = arrivedAt;
    }

    /// <summary>Records a call of the page, which is answered when the result is disposed.</summary>
    public IDisposable Begin()
    {
        lock (gate)
            return new Call(this, calls.AddLast(Utc(time)));
    }

    /// <summary>How long a message and its answer may wait in a server whose work waits this long for a thread.</summary>
    public static TimeSpan Margin(TimeSpan delay) => Passes * (delay < StallMeter.Longest ? delay : StallMeter.Longest);

    /// <summary>The progress with a sender of whom nothing waits, as far as this server knows.</summary>
    /// <param name="at">Now, UTC.</param>
    /// <param name="delay">How long work of this server waits for a thread.</param>
    public static ReadingProgress OfUnknown(DateTime at, TimeSpan delay) => new(at - Margin(delay), Margin(delay) >= ShortestWait, []);

    /// <summary>How long a message that arrives now may have waited in this server; zero if the server is in time.</summary>
    /// <param name="at">Now, UTC.</param>
    /// <param name="delay">How long work of this server waits for a thread.</param>
    public TimeSpan WaitAt(DateTime at, TimeSpan delay)
    {
        lock (gate)
        {
            var read = At(at, delay);
            if (!read.IsLate)
                return TimeSpan.Zero;
            var longest = at - read.Until;
            foreach (var wait in waits.Where(wait => at - wait.Until < LateFor))
                longest = wait.Until - wait.Since > longest ? wait.Until - wait.Since : longest;
            return longest < LongestWait ? longest : LongestWait;
        }
    }

    /// <summary>The progress at this instant.</summary>
    /// <param name="at">Now, UTC.</param>
    /// <param name="delay">How long work of this server waits for a thread.</param>
    public ReadingProgress At(DateTime at, TimeSpan delay)
    {
        var margin = Margin(delay);
        lock (gate)
        {
            if (elsewhere && at - handledAt >= Patience)
                return ReadingProgress.Complete(at);
            if (elsewhere && at - began >= LongestElsewhere)
                return new ReadingProgress(at - margin, margin >= ShortestWait, []);
            var oldest = calls.First?.Value ?? DateTime.MaxValue;
            return new ReadingProgress((oldest < handledAt ? oldest : handledAt) - margin, IsLate(at, margin, oldest), [.. waits]);
        }
    }

    /// <summary>Since when nothing has come from the page, UTC. Null if something has come lately or may wait in a server.</summary>
    /// <param name="at">Now, UTC.</param>
    /// <param name="delay">How long work of this server waits for a thread.</param>
    public DateTime? SilentSince(DateTime at, TimeSpan delay)
    {
        lock (gate)
        {
            var mayWait = elsewhere || calls.Count > 0 || IsHeld(at) || Margin(delay) >= ShortestWait;
            return !mayWait && at - handledAt >= LongestPause ? handledAt : null;
        }
    }

    bool IsLate(DateTime at, TimeSpan margin, DateTime oldest) =>
        margin >= ShortestWait
        || at - oldest >= ShortestWait
        || IsHeld(at)
        || (elsewhere && at - handledAt >= LatestReport)
        || (waits.Count > 0 && at - waits[^1].Until < LateFor);

    /// <summary>Whether the hub read data and has not begun all calls in it for a while: the server is late, or the page does not take the
    /// answers to its calls. A page must not be unwatched in this time without a record.</summary>
    bool IsHeld(DateTime at) => arrivedAt > handledAt && at - arrivedAt >= ShortestWait;

    void End(LinkedListNode<DateTime> call)
    {
        lock (gate)
        {
            if (call.List is null)
                return;
            calls.Remove(call);
            var now = Utc(time);
            if (now - call.Value < ShortestWait)
                return;
            // The requests of a phone can overlap, and their common time counts once.
            var since = waits.Count > 0 && waits[^1].Until > call.Value ? waits[^1].Until : call.Value;
            waits.Add(new CallWait(since, now));
            if (waits.Count > MostWaits)
                waits.RemoveAt(0);
        }
    }

    static DateTime Utc(TimeProvider time) => time.GetUtcNow().UtcDateTime;

    sealed class Call(PageReading reading, LinkedListNode<DateTime> began) : IDisposable
    {
        public void Dispose() => reading.End(began);
    }
}

/// <summary>A time in which a page waited for the answer to a call.</summary>
/// <param name="Since">UTC.</param>
/// <param name="Until">UTC.</param>
internal readonly record struct CallWait(DateTime Since, DateTime Until);

/// <summary>How far a server has come with the messages of a connection.</summary>
/// <param name="Until">What the page sent until then has reached its session, UTC.</param>
/// <param name="IsLate">Whether the server itself is late.</param>
/// <param name="Waits">The times in which the page waited for an answer.</param>
internal readonly record struct ReadingProgress(DateTime Until, bool IsLate, IReadOnlyList<CallWait> Waits)
{
    /// <summary>The progress if nothing can wait.</summary>
    public static ReadingProgress Complete(DateTime at) => new(at, IsLate: false, []);

    /// <summary>How much of a silence counts: the time until which everything is handled, without the times in which the page
    /// waited.</summary>
    public TimeSpan Counted(DateTime since)
    {
        var counted = Until - since;
        foreach (var wait in Waits)
        {
            var (from, to) = (wait.Since > since ? wait.Since : since, wait.Until < Until ? wait.Until : Until);
            if (to > from)
                counted -= to - from;
        }

        return counted;
    }
}
