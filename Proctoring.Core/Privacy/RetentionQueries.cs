using Proctoring.Core.Exams;
using Proctoring.Core.Rules;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Privacy;

/// <summary>The data whose period is over. Legal holds are not yet applied to sessions.</summary>
internal static class RetentionQueries
{
    /// <summary>The sessions in which a rule has something to delete.</summary>
    public static IQueryable<ProctoringSession> DueBy(
        this IQueryable<ProctoringSession> sessions,
        RetentionRule rule,
        ProctoringDb database,
        DateTime now
    )
    {
        var before = now.AddDays(-rule.Days);
        var ended = Of(rule, sessions).Where(session => session.FinishedAt < before);
        return rule.Type switch
        {
            RetentionType.Pictures => ended.Where(session =>
                session.Violations.Any(flag => flag.Evidence.Any(file => file.ContentType != EvidenceImage.SoundType))
                || database.ScreenPictures.Any(picture => picture.SessionId == session.Id)
            ),
            RetentionType.Audio => ended.Where(session =>
                session.Violations.Any(flag => flag.Evidence.Any(file => file.ContentType == EvidenceImage.SoundType))
            ),
            RetentionType.Faces => ended.Where(session =>
                session.ReferenceFace != null
                || session.ReferencePicture != null
                || database.ManualIdentityChecks.Any(check => check.SessionId == session.Id && check.DocumentPicture != null)
            ),
            // An answer that waits for a grade is still needed.
            RetentionType.Answers => ended.Where(session =>
                session.Ungraded == 0
                && (
                    session.Answers.Any(answer => answer.Choice >= 0 || answer.Choice == SessionAnswer.InResponse)
                    || database.SessionFiles.Any(file => file.SessionId == session.Id)
                )
            ),
            RetentionType.Sessions => ended,
            // A host may open a session days before its exam. An exam in the host's own page has no start here, but frames, flags or a
            // result; the flag of an absence is no record of an exam.
            RetentionType.NotStarted => Of(rule, sessions)
                .Where(session =>
                    session.StartedAt == null
                    && session.CreatedAt < before
                    && (session.ExpiresAt == null || session.ExpiresAt < now)
                    && session.Status != SessionStatus.Submitted
                    && session.CorrectAnswers == null
                    && session.FramesRead == 0
                    && session.Violations.All(flag => flag.Type == NotWatchedRule.Id)
                ),
            _ => sessions.Where(_ => false),
        };
    }

    /// <summary>The students whose enrolled face is due, without those of a legal hold.</summary>
    public static IQueryable<Student> DueStudents(this ProctoringDb database, RetentionRule rule, DateTime now)
    {
        var before = now.AddDays(-rule.Days);
        var holds = database.LegalHolds.Standing();
        var held = HoldQueries.HeldSessions(database);
        // An exam that is planned or under way still needs the face.
        return database.Students.Where(student =>
            student.EnrolledFace != null
            && student.EnrolledAt < before
            && !database.Sessions.Any(session =>
                session.StudentId == student.Id
                && (
                    session.CreatedAt >= before
                    || session.FinishedAt >= before
                    || session.Status == SessionStatus.Preparing
                    || session.Status == SessionStatus.Running
                )
            )
            && !holds.Any(hold => hold.StudentId == student.Id)
            && !database.Sessions.Any(session => session.StudentId == student.Id && held.Any(row => row.SessionId == session.Id))
        );
    }

    /// <summary>The due invitations, without those of a legal hold on the student, the exam or a session of both.</summary>
    public static IQueryable<ExamInvitation> DueInvitations(this ProctoringDb database, RetentionRule rule, DateTime now)
    {
        var before = now.AddDays(-rule.Days);
        var holds = database.LegalHolds.Standing();
        var held = HoldQueries.HeldSessions(database);
        return database.ExamInvitations.Where(row =>
            row.CreatedAt < before
            && (row.Exam!.ClosesAt == null || row.Exam.ClosesAt < before)
            && !database.Sessions.Any(session =>
                session.ExamId == row.ExamId
                && session.StudentId == row.StudentId
                && (
                    session.FinishedAt >= before
                    || session.Status == SessionStatus.Preparing
                    || session.Status == SessionStatus.Running
                    || held.Any(hold => hold.SessionId == session.Id)
                )
            )
            && !holds.Any(hold => hold.StudentId == row.StudentId || hold.ExamName == row.Exam.Title)
        );
    }

    /// <summary>The due entries of the audit log, without those about sessions of a legal hold.</summary>
    public static IQueryable<AuditEntry> DueEntries(this ProctoringDb database, RetentionRule rule, DateTime now)
    {
        var before = now.AddDays(-rule.Days);
        var free = database.Sessions.NotHeld(database);
        return database.AuditEntries.Where(entry =>
            entry.At < before
            && (
                entry.SessionId == null
                || !database.Sessions.Any(session => session.Id == entry.SessionId)
                || free.Any(session => session.Id == entry.SessionId)
            )
        );
    }

    static IQueryable<ProctoringSession> Of(RetentionRule rule, IQueryable<ProctoringSession> sessions)
    {
        var (policy, except) = (rule.Policy, rule.Except);
        return policy is null
            ? sessions.Where(session => !except.Contains(session.Policy))
            : sessions.Where(session => session.Policy == policy);
    }
}
