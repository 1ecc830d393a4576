using System.Globalization;
using System.IO.Compression;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Proctoring.Core.Exams;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Record;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Privacy;

/// <summary>Writes everything that is stored about one student as a ZIP archive, one session and one file at a time. The audit log names
/// the export before the first byte. Only administrators.</summary>
internal sealed partial class StudentExport(
    IDbContextFactory<ProctoringDb> databases,
    IEvidenceStore evidence,
    TimeProvider time,
    ILogger<StudentExport> log
)
{
    const string ReadMe = """
        This archive contains the data that this exam server stores about one student.

        student.json             the student: ids, name, addresses, enrolments, accommodations,
                                 invitations
        sessions/ID/session.json one exam: times, result, consent, answers, flags, decisions, verdicts,
                                 notes, messages, network addresses, deletions
        sessions/ID/report.json  the report that was stored at its end
        sessions/ID/pictures/    the start photo, the identity document, and the pictures, audio and
                                 strips (ZIP archives of pictures) of flags, named by the ids in session.json
        sessions/ID/uploads/     uploaded answers
        missing.txt              files that could not be read; absent if there are none

        All times are UTC. Face embeddings are numbers that only this software can compare; the archive
        names their times and not the numbers. Names of staff, and of people who accepted a photo, are
        left out. A flag is an observation for a person to judge, not proof.
        """;

    /// <summary>The students with an id. They are different people, one for each system that uses the id. A viewer who is no administrator
    /// finds none.</summary>
    /// <param name="viewer">An administrator.</param>
    /// <param name="externalId">The id.</param>
    /// <param name="owner">The system; null for all.</param>
    /// <param name="cancellation">Stops the query.</param>
    public async Task<IReadOnlyList<ExportableStudent>> FindAsync(
        StaffViewer viewer,
        string externalId,
        Guid? owner,
        CancellationToken cancellation
    )
    {
        // No student has another id, and PostgreSQL refuses to compare it.
        if (!TextCharacters.IsStorable(externalId))
            return [];
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var students = await ManagedBy(database, viewer)
            .Where(student => student.ExternalId == externalId && (owner == null || student.OwnerId == owner))
            .OrderBy(student => student.Id)
            .Select(student => new { student.Id, student.OwnerId })
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        var owners = students.ConvertAll(student => student.OwnerId);
        var keys = await database
            .ApiKeys.Where(key => owners.Contains(key.OwnerId))
            .OrderBy(key => key.Name)
            .Select(key => new { key.OwnerId, key.Name })
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        return
        [
            .. students.Select(student => new ExportableStudent(
                student.Id,
                student.OwnerId,
                [.. keys.Where(key => key.OwnerId == student.OwnerId).Select(key => key.Name)]
            )),
        ];
    }

    /// <summary>Writes the archive of one student. The stream need not be seekable.</summary>
    /// <exception cref="InvalidOperationException">There is no such student, or the viewer is no administrator; nothing was
    /// written.</exception>
    public async Task WriteAsync(StaffViewer viewer, int student, Stream output, CancellationToken cancellation)
    {
        await RecordAsync(viewer, student, cancellation).ConfigureAwait(false);
        var archive = await ZipArchive
            .CreateAsync(output, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, cancellation)
            .ConfigureAwait(false);
        await using (archive.ConfigureAwait(false))
        {
            var files = new ExportArchive(archive, evidence);
            await files.AddAsync("README.txt", Encoding.UTF8.GetBytes(ReadMe), cancellation).ConfigureAwait(false);
            await WriteAsync(files, student, cancellation).ConfigureAwait(false);
            if (files.Missing.Count == 0)
                return;
            LogMissing(files.Missing.Count);
            await files
                .AddAsync("missing.txt", Encoding.UTF8.GetBytes(string.Join('\n', files.Missing) + "\n"), cancellation)
                .ConfigureAwait(false);
        }
    }

    static IQueryable<Student> ManagedBy(ProctoringDb database, StaffViewer viewer)
    {
        var mayManage = viewer.Is(StaffRoles.Administrator);
        return database.Students.Where(_ => mayManage);
    }

    async Task RecordAsync(StaffViewer viewer, int studentId, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var number = await ManagedBy(database, viewer)
            .Where(student => student.Id == studentId)
            .Select(student => student.Number)
            .SingleAsync(cancellation)
            .ConfigureAwait(false);
        database.Audit(
            viewer,
            "student_exported",
            string.Create(CultureInfo.InvariantCulture, $"student {number}"),
            time.GetUtcNow().UtcDateTime
        );
        await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
    }

    async Task WriteAsync(ExportArchive files, int studentId, CancellationToken cancellation)
    {
        List<Guid> sessions;
        await using (var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false))
        {
            var content = await ExportedStudent.ReadAsync(database, studentId, cancellation).ConfigureAwait(false);
            await files.AddJsonAsync("student.json", content, cancellation).ConfigureAwait(false);
            sessions = await database
                .Sessions.Where(session => session.StudentId == studentId)
                .OrderBy(session => session.CreatedAt)
                .Select(session => session.Id)
                .ToListAsync(cancellation)
                .ConfigureAwait(false);
        }

        foreach (var session in sessions)
        {
            // A context of its own, so that no more than one session is in memory.
            await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
            await WriteSessionAsync(files, $"sessions/{session:D}", database, session, cancellation).ConfigureAwait(false);
        }
    }

    static async Task WriteSessionAsync(ExportArchive files, string folder, ProctoringDb database, Guid id, CancellationToken cancellation)
    {
        var content = await ExportedSession.ReadAsync(database, id, cancellation).ConfigureAwait(false);
        if (content is null)
            return;
        await files.AddJsonAsync($"{folder}/session.json", content.Content, cancellation).ConfigureAwait(false);
        if (content.Report is { } report)
            await files.AddAsync($"{folder}/report.json", Encoding.UTF8.GetBytes(report), cancellation).ConfigureAwait(false);
        foreach (var (name, key) in content.Files)
            await files.AddEvidenceAsync($"{folder}/pictures/{name}", key, cancellation).ConfigureAwait(false);
        var uploads = await database
            .SessionFiles.Where(file => file.SessionId == id)
            .Select(file => file.Id)
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        foreach (var uploadId in uploads)
        {
            var upload = await database
                .SessionFiles.AsNoTracking()
                .SingleAsync(file => file.Id == uploadId, cancellation)
                .ConfigureAwait(false);
            await files
                .AddAsync($"{folder}/uploads/{uploadId:N}{ExportArchive.EndingOf(upload.Name)}", upload.Content, cancellation)
                .ConfigureAwait(false);
        }
    }

    [LoggerMessage(LogLevel.Error, "{Files} files of an exported student could not be read; the archive names them")]
    partial void LogMissing(int files);
}

/// <summary>A student whose data can be exported.</summary>
/// <param name="Id">The key of the row.</param>
/// <param name="OwnerId">The system that the student belongs to.</param>
/// <param name="Keys">The names of the system's API keys; empty for this server's own pages.</param>
internal sealed record ExportableStudent(int Id, Guid OwnerId, IReadOnlyList<string> Keys);
