using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Exams.Questions;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Record;

namespace Proctoring.Core.Sessions.Running;

/// <summary>Stores the files that a candidate uploads as answers, and reads the pictures of the exam for its sessions.</summary>
internal sealed class SessionFiles(IDbContextFactory<ProctoringDb> databases, SessionEpochs epochs, LateAnswers late, TimeProvider time)
{
    /// <summary>The size limit of any file; a question can have a lower one.</summary>
    public const int LargestFile = 20_000_000;

    /// <summary>The reason of a refusal.</summary>
    public const string NotRunning = "the session is not running or has no such question";

    /// <summary>The most files that a candidate can upload to one question, one after the other. Each stays on record.</summary>
    const int MostFiles = 20;

    /// <summary>The longest stored name of a file, in UTF-16 units.</summary>
    const int LongestName = 200;

    /// <summary>A longer ending of a name is no extension.</summary>
    const int LongestExtension = 20;

    const string Unnamed = "file";

    /// <summary>Returns the time at which an upload with this right begins: now, UTC. Null if there is no running session.</summary>
    public async Task<DateTime?> BeginAsync(SessionAccess access, CancellationToken cancellation)
    {
        var now = time.GetUtcNow().UtcDateTime;
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var runs = await database
            .Sessions.HeldBy(access)
            .AnyAsync(session => session.Status == SessionStatus.Running, cancellation)
            .ConfigureAwait(false);
        return runs ? now : null;
    }

    /// <summary>Stores a file whose upload begins now.</summary>
    public Task<(UploadedFile? Stored, string? Refusal)> KeepAsync(
        SessionAccess access,
        int questionId,
        string name,
        byte[] content,
        CancellationToken cancellation
    ) => KeepAsync(access, questionId, name, content, time.GetUtcNow().UtcDateTime, cancellation);

    /// <summary>Stores a file of a running session.</summary>
    /// <param name="access">The right to the session.</param>
    /// <param name="questionId">The question.</param>
    /// <param name="name">The file's name. <see cref="NameOf"/> is stored.</param>
    /// <param name="content">The file's content.</param>
    /// <param name="begunAt">The time of <see cref="BeginAsync"/>. An upload that began before the deadline may end as late as an answer
    /// may arrive: a slow line must not cost the file.</param>
    /// <param name="cancellation">Cancels the call.</param>
    /// <returns>The response that names it; or the reason of a refusal.</returns>
    public async Task<(UploadedFile? Stored, string? Refusal)> KeepAsync(
        SessionAccess access,
        int questionId,
        string name,
        byte[] content,
        DateTime begunAt,
        CancellationToken cancellation
    )
    {
        // Before the session is locked: a file may have many megabytes.
        var sha256 = ExamFile.HashOf(content);
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        await epochs.LockAsync(database, access.SessionId, epochs.Find(access.SessionId), cancellation).ConfigureAwait(false);
        var now = time.GetUtcNow().UtcDateTime;
        var session = await database
            .Sessions.AsNoTracking()
            .HeldBy(access)
            .SingleOrDefaultAsync(row => row.Status == SessionStatus.Running, cancellation)
            .ConfigureAwait(false);
        if (session?.EndsAt is not { } deadline || begunAt > deadline + AnswerStore.Grace || now > late.Until(deadline))
            return (null, NotRunning);
        var paper = await database.PaperAsync(session, cancellation).ConfigureAwait(false);
        if (paper.FirstOrDefault(one => one.Question.Id == questionId).Question?.Body is not FileUpload asked)
            return (null, NotRunning);
        var shown = NameOf(name);
        if (Mistake(asked, shown, content.Length) is { } mistake)
            return (null, mistake);
        if (await CountAsync(database, access.SessionId, questionId, cancellation).ConfigureAwait(false) >= MostFiles)
            return (null, $"this question already has {MostFiles} files");
        var file = new SessionFile
        {
            Id = Guid.NewGuid(),
            SessionId = access.SessionId,
            QuestionId = questionId,
            Name = shown,
            Sha256 = sha256,
            Content = content,
            UploadedAt = now,
        };
        database.Add(file);
        await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
        return (new UploadedFile(file.Id, file.Name, content.Length), null);
    }

    /// <summary>Reads a picture of the session's exam; null if there is none, or the session has not started.</summary>
    public async Task<ExamFile?> PictureAsync(SessionAccess access, string sha256, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await database
            .Sessions.HeldBy(access)
            .Where(session => session.StartedAt != null)
            .Join(database.ExamFiles, session => session.ExamId, file => file.ExamId, (_, file) => file)
            .AsNoTracking()
            .SingleOrDefaultAsync(file => file.Sha256 == sha256, cancellation)
            .ConfigureAwait(false);
    }

    /// <summary>The name of a file as it is stored: without invisible characters, such as the marks of direction in the names of Arabic
    /// screenshots, and not too long. A candidate cannot see why such a name would be refused.</summary>
    internal static string NameOf(string given)
    {
        var clean = TextCharacters.Cleaned(given).Trim();
        if (clean.Length == 0)
            return Unnamed;
        if (clean.Length <= LongestName)
            return clean;
        var dot = clean.LastIndexOf('.');
        var extension = dot > 0 && clean.Length - dot <= LongestExtension ? clean[dot..] : "";
        return TextCharacters.Beginning(clean, LongestName - extension.Length) + extension;
    }

    static string? Mistake(FileUpload asked, string name, int bytes) =>
        asked.Extensions.Count > 0 && !asked.Extensions.Any(end => name.EndsWith(end, StringComparison.OrdinalIgnoreCase))
            ? $"name must end with {string.Join(", ", asked.Extensions)}"
        : bytes == 0 || bytes > asked.MaxBytes ? $"the file must have 1 to {asked.MaxBytes} bytes"
        : null;

    static Task<int> CountAsync(ProctoringDb database, Guid sessionId, int questionId, CancellationToken cancellation) =>
        database.SessionFiles.CountAsync(file => file.SessionId == sessionId && file.QuestionId == questionId, cancellation);
}
