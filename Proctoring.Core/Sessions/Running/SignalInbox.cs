namespace Proctoring.Core.Sessions.Running;

/// <summary>
/// Takes page signals, each once, and tells each page up to which of its signals everything is stored. Pages number their signals and send
/// them
/// in order, again after a reconnection, until they are told. Thread-safe.
/// </summary>
internal sealed class SignalInbox(TimeProvider time)
{
    /// <summary>Loads of the exam page that one session can have. More are not a candidate's.</summary>
    const int MostPages = 200;

    readonly Lock gate = new();
    readonly Dictionary<string, Page> pages = [];

    // A page makes a handful a minute, and sends up to two hundred at once after it was cut off.
    readonly RateLimit limit = new(time, TimeSpan.FromMilliseconds(200), burst: 250);

    /// <summary>A page was known before this server started: its signals up to this number are stored.</summary>
    public void Restore(string pageId, int storedSeq)
    {
        lock (gate)
            pages[pageId] = new Page { Taken = storedSeq, Stored = storedSeq };
    }

    /// <summary>A page came, or came back on another connection.</summary>
    /// <returns>Up to which number its signals are stored.</returns>
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

    /// <summary>Queues a signal.</summary>
    /// <returns>True also for one that was taken before; false if it has to wait.</returns>
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

    /// <summary>Everything that the signals of a page up to this number led to is stored.</summary>
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
