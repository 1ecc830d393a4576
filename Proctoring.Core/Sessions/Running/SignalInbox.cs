namespace Proctoring.Core.Sessions.Running;

/// <summary>Accepts page signals, each once, and reports to each page the number up to which everything is stored. Pages number their
/// signals and send them in order, and again after a reconnection, until the server confirms them. Thread-safe.</summary>
internal sealed class SignalInbox(TimeProvider time)
{
    /// <summary>The number of page loads that one session can have. More are not a candidate's.</summary>
    const int MostPages = 200;

    readonly Lock gate = new();
    readonly Dictionary<string, Page> pages = [];

    // A page makes a handful a minute, and sends up to two hundred at once after a disconnection.
    readonly RateLimit limit = new(time, TimeSpan.FromMilliseconds(200), burst: 250);

    /// <summary>Records a page from before this server started: its signals up to this number are stored.</summary>
    public void Restore(string pageId, int storedSeq)
    {
        lock (gate)
            pages[pageId] = new Page { Taken = storedSeq, Stored = storedSeq };
    }

    /// <summary>Records that a page joined, or rejoined on another connection.</summary>
    /// <returns>The number up to which its signals are stored.</returns>
    public int Join(CandidateConnection connection)
    {
        lock (gate)
        {
            if (connection.PageId is not { } pageId || Find(pageId) is not { } page)
                return 0;
            page.Connection = connection;
            return page.Stored;
        }
    }

    /// <summary>Directs the confirmations of a page to the connection that it uses now: an earlier one may not have been closed
    /// yet.</summary>
    public void Heard(CandidateConnection connection)
    {
        lock (gate)
        {
            if (connection.PageId is not { } pageId || !pages.TryGetValue(pageId, out var page) || page.Connection?.Id == connection.Id)
                return;
            page.Connection = connection;
            if (page.Stored > 0)
                connection.Stored?.Invoke(page.Stored);
        }
    }

    /// <summary>Queues a signal.</summary>
    /// <returns>True also for a signal that was accepted before; false if it must wait.</returns>
    public bool Take(PageSignal signal, FrameQueue queue)
    {
        lock (gate)
        {
            if (Find(signal.PageId) is not { } page)
                return false;
            if (signal.Seq <= page.Taken)
                return true;
            if (!limit.Allow() || !queue.Put(signal))
                return false;
            page.Taken = signal.Seq;
            return true;
        }
    }

    /// <summary>Records that all effects of a page's signals up to this number are stored.</summary>
    public void Confirm(string pageId, int seq)
    {
        lock (gate)
        {
            if (Find(pageId) is not { } page || seq <= page.Stored)
                return;
            page.Stored = seq;
            page.Connection?.Stored?.Invoke(seq);
        }
    }

    Page? Find(string pageId)
    {
        if (!pages.TryGetValue(pageId, out var page) && pages.Count < MostPages)
            pages.Add(pageId, page = new Page());
        return page;
    }

    sealed class Page
    {
        public int Taken { get; set; }

        public int Stored { get; set; }

        public CandidateConnection? Connection { get; set; }
    }
}
