using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Proctoring.Core.Exams;
using Proctoring.Core.Observations;

namespace Proctoring.Core.Storage;

/// <summary>The tables of sessions and of their data.</summary>
internal static class SessionMaps
{
    public static void MapSessions(this ModelBuilder model)
    {
        model.Entity<ProctoringSession>(session =>
        {
            session.Property(s => s.ExamName).HasMaxLength(200);
            session.Property(s => s.TokenHash).HasMaxLength(64);
            session.Property(s => s.ReferencePicture).HasMaxLength(200);
            session.Property(s => s.ReferenceSha256).HasMaxLength(64);
            session.Property(s => s.Policy).HasMaxLength(64).HasDefaultValue("standard");
            session.Property(s => s.Score).HasPrecision(5, 2);
            session.Property(s => s.OriginalScore).HasPrecision(5, 2);
            session.Property(s => s.Points).HasPrecision(9, 3);
            session.Property(s => s.MaxPoints).HasPrecision(9, 3);
            session.Property(s => s.ExamVersion).HasDefaultValue(1);
            session.Property(s => s.ReturnUrl).HasMaxLength(2000);
            session.Property(s => s.EndReason).HasMaxLength(500);
            session.Property(s => s.Holder).HasMaxLength(ServerName.MaximumLength);
            session.Property(s => s.PauseReason).HasMaxLength(ProctoringSession.LongestPauseReason);
            session.HasMany(s => s.Answers).WithOne().HasForeignKey(a => a.SessionId);
            session.HasMany(s => s.Violations).WithOne(v => v.Session).HasForeignKey(v => v.SessionId);
            // A student or an exam with sessions must not be deleted by a cascade.
            session.HasOne(s => s.Student).WithMany().HasForeignKey(s => s.StudentId).OnDelete(DeleteBehavior.Restrict);
            session.HasOne(s => s.Exam).WithMany().HasForeignKey(s => s.ExamId).OnDelete(DeleteBehavior.Restrict);
        });
        model.Entity<ProctoringSession>(MapIndexes);
        model.Entity<SessionAnswer>(answer =>
        {
            answer.HasKey(a => new { a.SessionId, a.QuestionId });
            answer.Property(a => a.Points).HasPrecision(9, 3);
            answer.Property(a => a.ScoredBody).HasMaxLength(64);
            answer.HasOne<Question>().WithMany().HasForeignKey(a => a.QuestionId).OnDelete(DeleteBehavior.Restrict);
        });
        model.Entity<ProctoringReport>(report =>
        {
            report.HasKey(r => r.SessionId);
            report.HasOne<ProctoringSession>().WithOne().HasForeignKey<ProctoringReport>(r => r.SessionId);
        });
        model.Entity<CandidatePage>(page =>
        {
            page.HasKey(p => new { p.SessionId, p.PageId });
            page.Property(p => p.PageId).HasMaxLength(64);
            page.Property(p => p.Address).HasMaxLength(64);
            page.Property(p => p.UserAgent).HasMaxLength(300);
            page.HasOne<ProctoringSession>().WithMany().HasForeignKey(p => p.SessionId);
        });
        model.Entity<ObservationChunk>(chunk =>
        {
            chunk.HasKey(c => new { c.SessionId, c.Sequence });
            chunk.HasOne<ProctoringSession>().WithMany().HasForeignKey(c => c.SessionId);
        });
    }

    static void MapIndexes(EntityTypeBuilder<ProctoringSession> session)
    {
        session.HasIndex(s => s.TokenHash).IsUnique();
        // The orders of staff's lists, each with what decides who may see a session: deep pages then read only the index.
        session.HasIndex(s => new
        {
            s.CreatedAt,
            s.Id,
            s.ExamName,
            s.Practice,
            s.IsTest,
        });
        session.HasIndex(s => new
        {
            s.RiskScore,
            s.CreatedAt,
            s.Id,
            s.ExamName,
            s.Practice,
            s.IsTest,
        });
        session.HasIndex(s => new
        {
            s.ExamName,
            s.CreatedAt,
            s.Id,
            s.Practice,
            s.IsTest,
        });
        // The newest sessions of one version of an exam, with which the answer times of a session are compared.
        session.HasIndex(s => new
        {
            s.ExamId,
            s.ExamVersion,
            s.FinishedAt,
        });
        // The review queue: all of it, and the viewer's own part.
        session.HasIndex(s => new
        {
            s.Verdict,
            s.RiskScore,
            s.CreatedAt,
            s.Id,
        });
        session.HasIndex(s => new
        {
            s.AssignedToId,
            s.Verdict,
            s.RiskScore,
            s.CreatedAt,
            s.Id,
        });
        // The deadline monitor's query.
        session.HasIndex(s => new { s.Status, s.EndsAt });
    }

    /// <summary>Flags, and the pictures and sound of a session.</summary>
    public static void MapEvidence(this ModelBuilder model)
    {
        model.Entity<ProctoringViolation>(violation =>
        {
            // The rules create the ids, so that a row can be written again after a failure.
            violation.Property(v => v.Id).ValueGeneratedNever();
            violation.Property(v => v.Type).HasMaxLength(64);
            violation.Property(v => v.Title).HasMaxLength(200);
            violation.Property(v => v.Model).HasMaxLength(200);
            violation.Property(v => v.Detail).HasMaxLength(500);
            violation.Property(v => v.ClientEventId).HasMaxLength(100);
            violation.Property(v => v.Objects).HasMaxLength(1000);
            // The counts of lists and the dashboard read this index alone, and not the rows.
            violation.HasIndex(v => new
            {
                v.SessionId,
                v.Id,
                v.Severity,
                v.Type,
            });
            violation.HasIndex(v => new { v.SessionId, v.ClientEventId }).IsUnique();
            violation.HasIndex(v => new { v.Type, v.SessionId });
            violation.HasIndex(v => new { v.Severity, v.SessionId });
            violation.HasMany(v => v.Evidence).WithOne(e => e.Violation).HasForeignKey(e => e.ViolationId);
        });
        model.Entity<EvidenceImage>(image =>
        {
            image.Property(i => i.Id).ValueGeneratedNever();
            image.Property(i => i.StoreKey).HasMaxLength(200);
            image.Property(i => i.Sha256).HasMaxLength(64);
            image.Property(i => i.ContentType).HasMaxLength(64);
        });
        model.Entity<ScreenPicture>(picture =>
        {
            picture.Property(p => p.Id).ValueGeneratedNever();
            picture.Property(p => p.StoreKey).HasMaxLength(200);
            picture.Property(p => p.Sha256).HasMaxLength(64);
            picture.HasIndex(p => new { p.SessionId, p.TakenAt });
            picture.HasOne<ProctoringSession>().WithMany().HasForeignKey(p => p.SessionId);
        });
    }

    /// <summary>What a session stores before its start.</summary>
    public static void MapPreparations(this ModelBuilder model)
    {
        model.Entity<RoomCameraLink>(link =>
        {
            link.HasKey(l => l.SessionId);
            link.Property(l => l.CodeHash).HasMaxLength(64);
            link.Property(l => l.PhoneHash).HasMaxLength(64);
            link.HasIndex(l => l.CodeHash).IsUnique();
            link.HasIndex(l => l.PhoneHash).IsUnique();
            link.HasOne<ProctoringSession>().WithOne().HasForeignKey<RoomCameraLink>(l => l.SessionId);
        });
        model.Entity<SessionConsent>(consent =>
        {
            consent.HasKey(c => c.SessionId);
            consent.Property(c => c.Version).HasMaxLength(64);
            consent.Property(c => c.Language).HasMaxLength(ProctoringDb.LanguageTagLength);
            consent.Property(c => c.Evidence).HasConversion<string>().HasMaxLength(16);
            consent.HasOne<ProctoringSession>().WithOne().HasForeignKey<SessionConsent>(c => c.SessionId);
        });
        model.Entity<ManualIdentityCheck>(check =>
        {
            check.HasKey(c => c.SessionId);
            check.Property(c => c.Reason).HasConversion<string>().HasMaxLength(16);
            check.Property(c => c.DocumentPicture).HasMaxLength(200);
            check.Property(c => c.DocumentSha256).HasMaxLength(64);
            check.Property(c => c.Note).HasMaxLength(500);
            check.HasOne<ProctoringSession>().WithOne().HasForeignKey<ManualIdentityCheck>(c => c.SessionId);
            // The list of open checks.
            check.HasIndex(c => new { c.Confirmed, c.RequestedAt });
        });
        model.Entity<HeadChallenge>(challenge =>
        {
            challenge.HasKey(c => c.Id);
            challenge.Property(c => c.Turns).HasMaxLength(HeadChallenge.LongestTurns);
            challenge.Property(c => c.Result).HasConversion<string>().HasMaxLength(16);
            challenge.Property(c => c.Reason).HasConversion<string>().HasMaxLength(16);
            challenge.HasOne<ProctoringSession>().WithMany().HasForeignKey(c => c.SessionId);
            challenge.HasIndex(c => new { c.SessionId, c.AskedAt });
        });
    }
}
