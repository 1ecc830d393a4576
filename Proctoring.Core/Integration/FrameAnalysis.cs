using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Observations;
using Proctoring.Core.Rules;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Policies;
using Proctoring.Core.Storage.Record;
using Proctoring.Core.Vision;
using Proctoring.Core.Vision.Pictures;

namespace Proctoring.Core.Integration;

/// <summary>The models' facts about one picture and the rules' findings.</summary>
/// <param name="Seen">The facts.</param>
/// <param name="Findings">The rules whose condition holds in this picture. A single picture ignores how long a condition must hold.</param>
/// <param name="ExamKnown">Whether the picture belongs to an exam under way of the caller, so that findings are recorded.</param>
internal sealed record AnalyzedFrame(Observation Seen, IReadOnlyList<FrameFinding> Findings, bool ExamKnown);

/// <summary>The caller's name of the exam that a picture belongs to.</summary>
/// <param name="NamesExam">Whether the caller sent a number of an exam.</param>
/// <param name="ExamId">The number; null if it can't be one of ours.</param>
/// <param name="Student">The student of that exam; without a number, the student whose exam under way is meant.</param>
internal sealed record FrameOwner(bool NamesExam, int? ExamId, StudentName? Student);

/// <summary>A rule whose condition holds.</summary>
internal sealed record FrameFinding(ViolationKind Kind, Severity Severity, Finding Finding);

/// <summary>Reads single pictures for other systems. A picture of an exam is judged by the exam's rules, compared with its candidate's
/// face, and counts as monitoring.</summary>
internal sealed class FrameAnalysis(
    IDbContextFactory<ProctoringDb> databases,
    VisionModels vision,
    InferenceSlots places,
    RefusedPictures refused,
    FrameLimiter limiter,
    RuleCatalog rules,
    StoredPolicies policies,
    PictureCheck pictures,
    FrameRecord record,
    FaceEncryption encryption,
    IdentityZones zones,
    TimeProvider time
)
{
    /// <summary>The number of exams whose earlier frames are remembered at once. Further exams are judged frame by frame.</summary>
    const int MostRemembered = 2000;

    static readonly TimeSpan RememberedFor = TimeSpan.FromMinutes(5);

    readonly ConcurrentDictionary<Guid, Remembered> memories = new();

    /// <summary>Reads a picture.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="owner">The exam. A key's picture of an exam that the key or the named student does not have is judged by itself. A
    /// token's picture belongs to the token's exam; another exam's number is refused.</param>
    /// <param name="picture">A JPEG, PNG or WebP file.</param>
    /// <param name="admit">Waits until one more picture of all callers may be read. It is called when it is this exam's turn, so no exam
    /// holds more than one place.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <exception cref="CallRefusedException">The picture can't be read, there is no such exam under way, too many of its pictures wait, or
    /// there are no models.</exception>
    public async Task<AnalyzedFrame> ReadAsync(
        ApiCaller caller,
        FrameOwner owner,
        byte[] picture,
        Func<CancellationToken, Task<IDisposable>> admit,
        CancellationToken cancellation
    )
    {
        var reader = vision.FrameReader ?? throw FacePictures.NotWatching();
        refused.Admit(caller);
        var session = await FindAsync(caller, owner, cancellation).ConfigureAwait(false);
        // Two pictures of one exam wait for each other: the memory of a face has one reader at a time.
        using var frame = session is null ? null : await limiter.TakeAsync(session.SessionId, cancellation).ConfigureAwait(false);
        using var admitted = await admit(cancellation).ConfigureAwait(false);
        var memory = session is null
            ? new Remembered(null, new RuleEngine([]), zones)
            : await RememberAsync(session, cancellation).ConfigureAwait(false);
        var now = time.GetUtcNow().UtcDateTime;
        FrameReading reading;
        using (var place = await places.TakeForUploadAsync(cancellation).ConfigureAwait(false))
            reading = await Task.Run(() => Read(reader, place, picture, now, memory), cancellation).ConfigureAwait(false);
        if (reading.Observation is not { } seen)
            throw refused.Refuse(caller, "frame_data", reading.Refusal ?? PictureRefusal.Unreadable, PictureLimits.UploadedFrame);
        if (reading.Failed || seen is { Faces: null, Picture: not { Blocked: true } })
            throw CallRefusedException.Unavailable("The models could not analyse the frame. Send it again");

        if (session is not null && await record.CountAsync(session.SessionId, now, cancellation).ConfigureAwait(false))
            await RecordAsync(caller, session.SessionId, memory, seen, picture, cancellation).ConfigureAwait(false);
        var judges = session is null ? rules.Rules : rules.RulesOf(session.Policy, RuleOverride.FromJson(session.Accommodations));
        var findings = judges
            .Where(rule => rule.Enabled)
            .Select(rule => (Rule: rule, Finding: rule.Judge(seen)))
            .Where(judged => judged.Finding is { Present: true })
            .Select(judged => new FrameFinding(judged.Rule.Kind, judged.Rule.SeverityOf(judged.Finding!), judged.Finding!));
        return new AnalyzedFrame(seen, [.. findings], session is not null);
    }

    static FrameReading Read(IFrameReader reader, InferenceSlot place, byte[] picture, DateTime at, Remembered memory)
    {
        memory.UsedAt = at;
        return reader.Read(place, picture, at, ++memory.Frames, memory.Vision, PictureLimits.UploadedFrame);
    }

    /// <summary>Finds the exam of a picture; null if the caller has no such exam.</summary>
    /// <exception cref="CallRefusedException">The exam is the caller's and has ended.</exception>
    async Task<Session?> FindAsync(ApiCaller caller, FrameOwner owner, CancellationToken cancellation)
    {
        var name = new SessionName(owner.ExamId, caller.Access is null ? owner.Student : null);
        if (caller.Access is null && (owner.NamesExam ? owner.ExamId is null : owner.Student is null))
            return null;
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        if (await UnderWayAsync(database, caller, name, cancellation).ConfigureAwait(false) is { } found)
            return found;
        var ended =
            caller.Access is not null
            || (owner.ExamId is not null && await database.Named(caller, name).AnyAsync(cancellation).ConfigureAwait(false));
        return ended ? throw ApiSessionQueries.NoneUnderWay(name) : null;
    }

    async Task<Session?> UnderWayAsync(ProctoringDb database, ApiCaller caller, SessionName name, CancellationToken cancellation)
    {
        var found = await database
            .Named(caller, name)
            .UnderWay(time.GetUtcNow().UtcDateTime)
            .Select(session => new Session(
                session.SessionId,
                session.Session!.Policy,
                session.Session.Accommodations,
                session.Session.StartedAt != null,
                session.Session.ReferenceFace ?? session.Session.Student!.EnrolledFace
            ))
            .FirstOrDefaultAsync(cancellation)
            .ConfigureAwait(false);
        if (found is null)
            return null;
        await policies.KnowAsync(found.Policy, cancellation).ConfigureAwait(false);
        if (found.Started)
            return found;
        return found with
        {
            Accommodations = await AccommodationStore
                .SnapshotAsync(database, database.Sessions.Where(row => row.Id == found.SessionId), cancellation)
                .ConfigureAwait(false),
        };
    }

    async Task<Remembered> RememberAsync(Session session, CancellationToken cancellation)
    {
        if (memories.TryGetValue(session.SessionId, out var known) && known.Locked.AsSpan().SequenceEqual(session.Face))
            return known;
        var now = time.GetUtcNow().UtcDateTime;
        foreach (var (id, old) in memories)
        {
            if (now - old.UsedAt > RememberedFor)
                memories.TryRemove(id, out _);
        }

        // A new engine does not know the flags that an earlier one left open.
        await record.EndOpenAsync(session.SessionId, cancellation).ConfigureAwait(false);
        var engine = rules.CreateEngine(session.Policy, RuleOverride.FromJson(session.Accommodations));
        var fresh = new Remembered(session.Face, engine, zones, session.Face is null ? null : encryption.Open(session.Face))
        {
            UsedAt = now,
        };
        if (memories.Count < MostRemembered)
            memories[session.SessionId] = fresh;
        return fresh;
    }

    /// <summary>Applies the exam's rules in the same way as to a session that runs here, and records the changes.</summary>
    async Task RecordAsync(
        ApiCaller caller,
        Guid sessionId,
        Remembered memory,
        Observation seen,
        byte[] picture,
        CancellationToken cancellation
    )
    {
        var changes = memory.Rules.Apply(seen);
        try
        {
            var evidence = changes.Any(change => change.ShowsBest)
                ? await pictures.CheckAsync(caller, picture, "frame_data", cancellation).ConfigureAwait(false)
                : null;
            await record.AddAsync(sessionId, changes, evidence).ConfigureAwait(false);
        }
        catch
        {
            // The changes are not stored. A fresh memory finds the same condition again in the next frames.
            memories.TryRemove(sessionId, out _);
            throw;
        }
    }

    sealed record Session(Guid SessionId, string Policy, string? Accommodations, bool Started, byte[]? Face);

    /// <summary>The memory between one exam's pictures.</summary>
    sealed class Remembered(byte[]? locked, RuleEngine rules, IdentityZones zones, FaceEmbedding? face = null)
    {
        readonly FaceMemory faces = new(face, zones);
        readonly PictureMemory picture = new();
        readonly ReplayMemory replay = new();
        readonly StillFaces stills = new();
        readonly TurnedCamera camera = new();

        public byte[]? Locked { get; } = locked;

        public RuleEngine Rules { get; } = rules;

        /// <summary>A memory for the next frame. Frames may be many seconds apart, so only these parts of it last.</summary>
        public VisionMemory Vision =>
            new(faces)
            {
                Picture = picture,
                Replay = replay,
                Stills = stills,
                Camera = camera,
            };

        public DateTime UsedAt { get; set; }

        public long Frames { get; set; }
    }
}
