namespace Proctoring.Core.Sessions.Running;

/// <summary>The requests of phones that this server has received and not answered. Their phones send, and the server is late. The time in
/// which a phone sends its picture does not count: it can send slowly for as long as it wants. Thread-safe.</summary>
internal sealed class PendingPictures(TimeProvider time)
{
    /// <summary>A phone that sends nothing for this long is forgotten.</summary>
    static readonly TimeSpan ForgetAfter = TimeSpan.FromMinutes(5);

    readonly Lock gate = new();
    readonly Dictionary<string, Phone> phones = new(StringComparer.Ordinal);
    readonly Dictionary<Guid, Phone> sessions = [];

    DateTime Now => time.GetUtcNow().UtcDateTime;

    /// <summary>Records a request, which is answered when the result is disposed.</summary>
    /// <param name="secret">The secret of the phone, which may be wrong.</param>
    public IDisposable Begin(string secret)
    {
        lock (gate)
        {
            if (!phones.TryGetValue(secret, out var phone))
                phones.Add(secret, phone = new Phone(new PageReading(time)));
            (phone.Open, phone.LastAt) = (phone.Open + 1, Now);
            return new Request(this, secret, phone, phone.Reading.Begin());
        }
    }

    /// <summary>Records the session of a phone whose request waits.</summary>
    public void Know(string secret, Guid sessionId)
    {
        lock (gate)
        {
            if (phones.GetValueOrDefault(secret) is not { } phone || phone.Session == sessionId)
                return;
            foreach (var (old, known) in phones.Where(entry => entry.Value.Open == 0 && Now - entry.Value.LastAt > ForgetAfter).ToList())
                Forget(old, known);
            (phone.Session, sessions[sessionId]) = (sessionId, phone);
        }
    }

    /// <summary>Records that a phone has lost its right. Its requests excuse no one from now on.</summary>
    public void Deny(string secret)
    {
        lock (gate)
        {
            if (phones.GetValueOrDefault(secret) is not { Session: { } session } phone)
                return;
            if (sessions.GetValueOrDefault(session) == phone)
                sessions.Remove(session);
            phone.Session = null;
        }
    }

    /// <summary>The session that a phone had at its last request; null if this server does not know the phone.</summary>
    public Guid? SessionOf(string secret)
    {
        lock (gate)
            return phones.GetValueOrDefault(secret)?.Session;
    }

    /// <summary>How far this server has come with what the phone of a session sends; null if it knows none.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="at">Now, UTC.</param>
    /// <param name="delay">How long work of this server waits for a thread.</param>
    public ReadingProgress? Progress(Guid sessionId, DateTime at, TimeSpan delay)
    {
        lock (gate)
        {
            if (sessions.GetValueOrDefault(sessionId) is not { } phone)
                return null;
            // A phone has no connection in which something could wait unread: its requests are all that this server has.
            phone.Reading.Arrived();
            phone.Reading.Handled();
            return phone.Reading.At(at, delay);
        }
    }

    void End(string secret, Phone phone, IDisposable call)
    {
        lock (gate)
        {
            call.Dispose();
            phone.Open--;
            // A stranger's secret is not remembered.
            if (phone is { Session: null, Open: 0 })
                phones.Remove(secret);
        }
    }

    void Forget(string secret, Phone phone)
    {
        phones.Remove(secret);
        if (phone.Session is { } session && sessions.GetValueOrDefault(session) == phone)
            sessions.Remove(session);
    }

    sealed class Phone(PageReading reading)
    {
        public PageReading Reading { get; } = reading;

        public int Open { get; set; }

        public Guid? Session { get; set; }

        public DateTime LastAt { get; set; }
    }

    sealed class Request(PendingPictures pictures, string secret, Phone phone, IDisposable call) : IDisposable
    {
        int ended;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref ended, 1) == 0)
                pictures.End(secret, phone, call);
        }
    }
}
