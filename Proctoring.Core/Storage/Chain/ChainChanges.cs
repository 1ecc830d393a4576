using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Proctoring.Core.Exams;
using Proctoring.Core.Observations;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Storage.Chain;

/// <summary>Finds the changes of a save to the chains.</summary>
internal static class ChainChanges
{
    /// <summary>Returns whether the save changes a row of a chain.</summary>
    public static bool Any(ProctoringDb database) => Entries(database).Any();

    /// <summary>The changes that can be recorded before the save, by chain; and the rows that must be recorded after it, in the same
    /// transaction.</summary>
    public static async Task<(Dictionary<Guid, List<ChainContent>> Now, List<object> Later)> CollectAsync(
        ProctoringDb database,
        CancellationToken cancellation
    )
    {
        Dictionary<Guid, List<ChainContent>> now = [];
        List<object> later = [];
        foreach (var entry in Entries(database).ToList())
        {
            if (IsForLater(entry))
                later.Add(entry.Entity);
            else if (await ChainOfAsync(database, entry.Entity, cancellation).ConfigureAwait(false) is { } chainId)
                Add(now, chainId, await ContentAsync(database, entry, cancellation).ConfigureAwait(false));
        }

        return (now, later);
    }

    /// <summary>The content of saved rows as the database stores them.</summary>
    /// <param name="database">The context that saved them.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="transitions">The sessions that this save opens, starts, ends or removes.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public static async Task<Dictionary<Guid, List<ChainContent>>> CollectSavedAsync(
        ProctoringDb database,
        IReadOnlyList<object> rows,
        IReadOnlyList<SessionTransition> transitions,
        CancellationToken cancellation
    )
    {
        Dictionary<Guid, List<ChainContent>> changes = [];
        foreach (var row in rows.Where(row => row is not SessionAnswer))
        {
            if (await ChainOfAsync(database, row, cancellation).ConfigureAwait(false) is not { } chainId)
                continue;
            var session = row is ProctoringSession { Id: var id }
                ? await ReloadAsync(database, id, cancellation).ConfigureAwait(false)
                : null;
            Add(changes, chainId, ChainedRows.Of(database.Model, session ?? row, session?.Student?.ExternalId)!.Value);
        }

        var ended = transitions
            .Where(transition => transition.Kind == ChainContent.SessionEnded)
            .Select(transition => transition.SessionId);
        foreach (var sessionId in rows.OfType<SessionAnswer>().Select(answer => answer.SessionId).Concat(ended).Distinct())
        {
            // While a session runs, its answers change without a link.
            if (await AnswersAsync(database, sessionId, cancellation).ConfigureAwait(false) is { } answers)
                Add(changes, sessionId, answers);
        }

        foreach (var started in transitions.Where(transition => transition.Kind == ChainContent.SessionStarted))
        {
            // A readmitted session: its answers change again without a link, so their last link must not fix them.
            if (await HasAnswersLinkAsync(database, started.SessionId, cancellation).ConfigureAwait(false))
                Add(changes, started.SessionId, new ChainContent(ChainContent.Answers, started.SessionId.ToString("N"), ""));
        }

        return changes;
    }

    static Task<bool> HasAnswersLinkAsync(ProctoringDb database, Guid sessionId, CancellationToken cancellation) =>
        database.ChainLinks.AnyAsync(link => link.ChainId == sessionId && link.Kind == ChainContent.Answers, cancellation);

    /// <summary>The chains that rows belong to.</summary>
    public static async Task<List<Guid>> ChainsAsync(ProctoringDb database, IEnumerable<object> rows, CancellationToken cancellation)
    {
        List<Guid> chains = [];
        foreach (var row in rows)
        {
            if (await ChainOfAsync(database, row, cancellation).ConfigureAwait(false) is { } chainId)
                chains.Add(chainId);
        }

        return chains;
    }

    /// <summary>The sessions that this save opens, starts, ends or removes, with the kind of link for each.</summary>
    public static List<SessionTransition> Transitions(ProctoringDb database)
    {
        List<SessionTransition> transitions = [];
        foreach (var entry in database.ChangeTracker.Entries<ProctoringSession>())
        {
            var kind = entry.State switch
            {
                EntityState.Added when HasEnded(entry.Entity) => ChainContent.SessionEnded,
                EntityState.Added => ChainContent.SessionOpened,
                EntityState.Deleted => ChainContent.SessionRemoved,
                EntityState.Modified when entry.Property(row => row.Status) is { IsModified: true } status => status.CurrentValue switch
                {
                    SessionStatus.Running => ChainContent.SessionStarted,
                    SessionStatus.Preparing => null,
                    _ => ChainContent.SessionEnded,
                },
                _ => null,
            };
            if (kind is not null)
                transitions.Add(new SessionTransition(entry.Entity.Id, kind));
        }

        return transitions;
    }

    static IEnumerable<EntityEntry> Entries(ProctoringDb database) =>
        database
            .ChangeTracker.Entries()
            .Where(entry =>
                entry.State is EntityState.Added or EntityState.Modified or EntityState.Deleted
                && (entry.Entity is SessionAnswer || ChainedRows.Covers(entry.Entity))
            );

    /// <summary>Returns whether a row is recorded after the save: the database has yet to assign its id, or other columns may have changed
    /// since this context loaded it. Answers are recorded as a whole.</summary>
    static bool IsForLater(EntityEntry entry) =>
        entry.Entity switch
        {
            AuditEntry => false,
            SessionAnswer => true,
            ProctoringSession or Exam or Question when entry.State == EntityState.Modified => true,
            ProctoringSession session when entry.State == EntityState.Added && HasEnded(session) => true,
            _ => entry.State != EntityState.Deleted && entry.Properties.Any(property => property.IsTemporary),
        };

    static bool HasEnded(ProctoringSession session) => session.Status.IsOver();

    static async Task<ChainContent> ContentAsync(ProctoringDb database, EntityEntry entry, CancellationToken cancellation)
    {
        var student = entry.Entity is ProctoringSession session
            ? await database
                .Students.Where(row => row.Id == session.StudentId)
                .Select(row => row.ExternalId)
                .SingleOrDefaultAsync(cancellation)
                .ConfigureAwait(false)
            : null;
        var content = ChainedRows.Of(database.Model, entry.Entity, student)!.Value;
        return entry.State == EntityState.Deleted ? content with { Hash = "" } : content;
    }

    static void Add(Dictionary<Guid, List<ChainContent>> changes, Guid chainId, ChainContent content)
    {
        if (!changes.TryGetValue(chainId, out var contents))
            changes.Add(chainId, contents = []);
        // A chain begins with its session, so verification can see that nothing is missing from it.
        contents.Insert(content.Kind == ChainContent.Session ? 0 : contents.Count, content);
    }

    static async Task<ProctoringSession> ReloadAsync(ProctoringDb database, Guid sessionId, CancellationToken cancellation) =>
        await StoredAsync(database, sessionId, cancellation).ConfigureAwait(false)
        ?? throw new InvalidOperationException($"The session {sessionId} was saved, and is not stored.");

    /// <summary>Reads a session as it is recorded; null if there is none.</summary>
    public static Task<ProctoringSession?> StoredAsync(ProctoringDb database, Guid sessionId, CancellationToken cancellation) =>
        database.Sessions.AsNoTracking().Include(row => row.Student).SingleOrDefaultAsync(row => row.Id == sessionId, cancellation);

    static async Task<ChainContent?> AnswersAsync(ProctoringDb database, Guid sessionId, CancellationToken cancellation)
    {
        var over = await database
            .Sessions.AnyAsync(
                session => session.Id == sessionId && session.Status != SessionStatus.Preparing && session.Status != SessionStatus.Running,
                cancellation
            )
            .ConfigureAwait(false);
        if (!over)
            return null;
        return ChainedRows.OfAnswers(
            database.Model,
            sessionId,
            await database
                .Answers.AsNoTracking()
                .Where(answer => answer.SessionId == sessionId)
                .ToListAsync(cancellation)
                .ConfigureAwait(false)
        );
    }

    static async ValueTask<Guid?> ChainOfAsync(ProctoringDb database, object row, CancellationToken cancellation) =>
        row switch
        {
            ProctoringSession session => session.Id,
            SessionNumber number => number.SessionId,
            SessionAnswer answer => answer.SessionId,
            ProctoringViolation violation => violation.SessionId,
            EvidenceImage image => database.Violations.Local.FindEntry(image.ViolationId)?.Entity.SessionId
                ?? await database
                    .Violations.Where(violation => violation.Id == image.ViolationId)
                    .Select(violation => (Guid?)violation.SessionId)
                    .SingleOrDefaultAsync(cancellation)
                    .ConfigureAwait(false),
            ScreenPicture picture => picture.SessionId,
            ObservationChunk chunk => chunk.SessionId,
            ProctoringReport report => report.SessionId,
            FlagDecision decision => decision.SessionId,
            SessionVerdict verdict => verdict.SessionId,
            ReviewNote note => note.SessionId,
            CandidateReply reply => reply.SessionId,
            StaffMessage message => message.SessionId,
            CandidateMessage message => message.SessionId,
            TimeChange change => change.SessionId,
            SessionConsent consent => consent.SessionId,
            ManualIdentityCheck check => check.SessionId,
            HeadChallenge challenge => challenge.SessionId,
            AuditEntry entry => entry.SessionId ?? ChainIds.Audit,
            SessionFile file => file.SessionId,
            AnswerGrade grade => grade.SessionId,
            SessionRegrade regrade => regrade.SessionId,
            DataDeletion deletion => deletion.SessionId,
            Exam or Question or ExamFile => ChainIds.Installation,
            _ => null,
        };
}

/// <summary>The opening, start, end or removal of a session.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="Kind">The kind of the link in the installation's chain.</param>
internal readonly record struct SessionTransition(Guid SessionId, string Kind);
