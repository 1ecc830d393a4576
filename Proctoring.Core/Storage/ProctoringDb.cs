using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Proctoring.Core.Exams;
using Proctoring.Core.Observations;
using Proctoring.Core.Storage.Chain;
using Proctoring.Core.Storage.Outbox;
using Proctoring.Core.Storage.Policies;
using Proctoring.Core.Storage.Staff;
using Proctoring.Core.Telemetry;

namespace Proctoring.Core.Storage;

/// <summary>The database, independent of the provider. A context for each provider is in this folder.</summary>
public abstract class ProctoringDb(DbContextOptions options) : IdentityDbContext<StaffUser, IdentityRole<Guid>, Guid>(options)
{
    /// <summary>Long enough for every tag of BCP 47 in use (RFC 5646, section 4.4.1).</summary>
    const int LanguageTagLength = 35;

    /// <summary>Saves without links in the chains: only for the invented sessions of the verb "seed".</summary>
    internal bool Unchained { get; set; }

    /// <summary>The ends of the chains after the open transaction.</summary>
    internal PendingEnds PendingEnds { get; } = new();

    public DbSet<Student> Students => Set<Student>();

    public DbSet<Exam> Exams => Set<Exam>();

    public DbSet<Question> Questions => Set<Question>();

    public DbSet<ExamFile> ExamFiles => Set<ExamFile>();

    public DbSet<ExamInvitation> ExamInvitations => Set<ExamInvitation>();

    public DbSet<SessionFile> SessionFiles => Set<SessionFile>();

    public DbSet<AnswerGrade> AnswerGrades => Set<AnswerGrade>();

    public DbSet<RegradeRun> RegradeRuns => Set<RegradeRun>();

    public DbSet<SessionRegrade> SessionRegrades => Set<SessionRegrade>();

    public DbSet<ProctoringSession> Sessions => Set<ProctoringSession>();

    public DbSet<SessionAnswer> Answers => Set<SessionAnswer>();

    public DbSet<ProctoringViolation> Violations => Set<ProctoringViolation>();

    public DbSet<EvidenceImage> EvidenceImages => Set<EvidenceImage>();

    public DbSet<ScreenPicture> ScreenPictures => Set<ScreenPicture>();

    public DbSet<RoomCameraLink> RoomCameraLinks => Set<RoomCameraLink>();

    public DbSet<ProctoringReport> Reports => Set<ProctoringReport>();

    public DbSet<Accommodation> Accommodations => Set<Accommodation>();

    public DbSet<ObservationChunk> ObservationChunks => Set<ObservationChunk>();

    public DbSet<CandidatePage> CandidatePages => Set<CandidatePage>();

    public DbSet<SessionNumber> SessionNumbers => Set<SessionNumber>();

    public DbSet<EmbedTicket> EmbedTickets => Set<EmbedTicket>();

    public DbSet<ApiKey> ApiKeys => Set<ApiKey>();

    public DbSet<SystemBranding> SystemBrandings => Set<SystemBranding>();

    public DbSet<StoredAnswer> StoredAnswers => Set<StoredAnswer>();

    public DbSet<WebhookEndpoint> WebhookEndpoints => Set<WebhookEndpoint>();

    public DbSet<MailSubscription> MailSubscriptions => Set<MailSubscription>();

    public DbSet<OutboxEvent> OutboxEvents => Set<OutboxEvent>();

    public DbSet<OutboxDelivery> OutboxDeliveries => Set<OutboxDelivery>();

    public DbSet<FaceEnrolment> FaceEnrolments => Set<FaceEnrolment>();

    public DbSet<ErasureReceipt> ErasureReceipts => Set<ErasureReceipt>();

    public DbSet<DataDeletion> DataDeletions => Set<DataDeletion>();

    public DbSet<LegalHold> LegalHolds => Set<LegalHold>();

    public DbSet<RetentionRun> RetentionRuns => Set<RetentionRun>();

    public DbSet<PolicyVersion> PolicyVersions => Set<PolicyVersion>();

    public DbSet<StaffSession> StaffSessions => Set<StaffSession>();

    public DbSet<AuditEntry> AuditEntries => Set<AuditEntry>();

    public DbSet<ExamReviewer> ExamReviewers => Set<ExamReviewer>();

    public DbSet<StaffMessage> StaffMessages => Set<StaffMessage>();

    public DbSet<CandidateMessage> CandidateMessages => Set<CandidateMessage>();

    public DbSet<TimeChange> TimeChanges => Set<TimeChange>();

    public DbSet<FlagDecision> FlagDecisions => Set<FlagDecision>();

    public DbSet<SessionVerdict> SessionVerdicts => Set<SessionVerdict>();

    public DbSet<ReviewNote> ReviewNotes => Set<ReviewNote>();

    public DbSet<CandidateReply> CandidateReplies => Set<CandidateReply>();

    public DbSet<KnownSession> KnownSessions => Set<KnownSession>();

    public DbSet<KnownFlag> KnownFlags => Set<KnownFlag>();

    public DbSet<CalibrationDecision> CalibrationDecisions => Set<CalibrationDecision>();

    public DbSet<SessionConsent> Consents => Set<SessionConsent>();

    public DbSet<ManualIdentityCheck> ManualIdentityChecks => Set<ManualIdentityCheck>();

    public DbSet<HeadChallenge> HeadChallenges => Set<HeadChallenge>();

    public DbSet<ChainLink> ChainLinks => Set<ChainLink>();

    public DbSet<ChainHead> ChainHeads => Set<ChainHead>();

    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        var (start, stored) = (ProctoringMetrics.StartSave(), false);
        try
        {
            var rows = await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken).ConfigureAwait(false);
            stored = true;
            return rows;
        }
        finally
        {
            ProctoringMetrics.SaveEnded(start, stored);
        }
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<DateTime>().HaveConversion<UtcConverter>();
        configurationBuilder.Properties<Severity>().HaveConversion<string>().HaveMaxLength(16);
        configurationBuilder.Properties<SessionStatus>().HaveConversion<string>().HaveMaxLength(16);
        configurationBuilder.Properties<Decision>().HaveConversion<string>().HaveMaxLength(16);
        configurationBuilder.Properties<Verdict>().HaveConversion<string>().HaveMaxLength(16);
    }

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.MapTimeFunctions(Database.IsNpgsql());
        builder.MapIdFunctions(Database.IsNpgsql());
        builder.MapStaff();
        builder.MapReviews();
        builder.MapOutbox();
        builder.MapPrivacy();
        builder.MapPolicies();
        builder.MapCalibration();
        builder.Entity<Student>(student =>
        {
            student.Property(s => s.ExternalId).HasMaxLength(200);
            student.Property(s => s.Name).HasMaxLength(200);
            student.Property(s => s.Email).HasMaxLength(254);
            student.Property(s => s.PasswordHash).HasMaxLength(200);
            student.Property(s => s.PostalAddress).HasMaxLength(500);
            student.Property(s => s.Language).HasMaxLength(LanguageTagLength);
            student.HasIndex(s => new { s.OwnerId, s.ExternalId }).IsUnique();
            student.HasIndex(s => new { s.OwnerId, s.Email }).IsUnique();
            student.HasIndex(s => new { s.OwnerId, s.Number }).IsUnique();
        });
        builder.Entity<FaceEnrolment>(enrolment =>
        {
            enrolment.Property(e => e.Id).ValueGeneratedNever();
            enrolment.HasOne<Student>().WithMany().HasForeignKey(e => e.StudentId);
        });
        builder.Entity<ErasureReceipt>(receipt =>
        {
            receipt.Property(r => r.Id).ValueGeneratedNever();
            receipt.HasIndex(r => new { r.OwnerId, r.StudentNumber });
        });
        builder.Entity<Exam>(exam =>
        {
            exam.Property(e => e.Slug).HasMaxLength(100);
            exam.Property(e => e.Title).HasMaxLength(200);
            exam.Property(e => e.Description).HasMaxLength(2000);
            exam.Property(e => e.Language).HasMaxLength(LanguageTagLength);
            exam.Property(e => e.Policy).HasMaxLength(64).HasDefaultValue("standard");
            exam.HasIndex(e => e.Slug).IsUnique();
            exam.HasMany(e => e.Questions).WithOne().HasForeignKey(q => q.ExamId);
        });
        builder.MapExamContent();
        builder.Entity<ProctoringSession>(session =>
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
            session.HasIndex(s => new { s.Verdict, s.RiskScore });
            session.HasIndex(s => s.AssignedToId);
            // The deadline monitor's query.
            session.HasIndex(s => new { s.Status, s.EndsAt });
            session.HasMany(s => s.Answers).WithOne().HasForeignKey(a => a.SessionId);
            session.HasMany(s => s.Violations).WithOne(v => v.Session).HasForeignKey(v => v.SessionId);
            // A student or an exam with sessions must not be deleted by a cascade.
            session.HasOne(s => s.Student).WithMany().HasForeignKey(s => s.StudentId).OnDelete(DeleteBehavior.Restrict);
            session.HasOne(s => s.Exam).WithMany().HasForeignKey(s => s.ExamId).OnDelete(DeleteBehavior.Restrict);
        });
        builder.Entity<SessionAnswer>(answer =>
        {
            answer.HasKey(a => new { a.SessionId, a.QuestionId });
            answer.Property(a => a.Points).HasPrecision(9, 3);
            answer.Property(a => a.ScoredBody).HasMaxLength(64);
            answer.HasOne<Question>().WithMany().HasForeignKey(a => a.QuestionId).OnDelete(DeleteBehavior.Restrict);
        });
        builder.Entity<ProctoringViolation>(violation =>
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
        builder.Entity<EvidenceImage>(image =>
        {
            image.Property(i => i.Id).ValueGeneratedNever();
            image.Property(i => i.StoreKey).HasMaxLength(200);
            image.Property(i => i.Sha256).HasMaxLength(64);
            image.Property(i => i.ContentType).HasMaxLength(64);
        });
        builder.Entity<ScreenPicture>(picture =>
        {
            picture.Property(p => p.Id).ValueGeneratedNever();
            picture.Property(p => p.StoreKey).HasMaxLength(200);
            picture.Property(p => p.Sha256).HasMaxLength(64);
            picture.HasIndex(p => new { p.SessionId, p.TakenAt });
            picture.HasOne<ProctoringSession>().WithMany().HasForeignKey(p => p.SessionId);
        });
        builder.Entity<RoomCameraLink>(link =>
        {
            link.HasKey(l => l.SessionId);
            link.Property(l => l.CodeHash).HasMaxLength(64);
            link.Property(l => l.PhoneHash).HasMaxLength(64);
            link.HasIndex(l => l.CodeHash).IsUnique();
            link.HasIndex(l => l.PhoneHash).IsUnique();
            link.HasOne<ProctoringSession>().WithOne().HasForeignKey<RoomCameraLink>(l => l.SessionId);
        });
        builder.Entity<ProctoringReport>(report =>
        {
            report.HasKey(r => r.SessionId);
            report.HasOne<ProctoringSession>().WithOne().HasForeignKey<ProctoringReport>(r => r.SessionId);
        });
        builder.Entity<Accommodation>(accommodation =>
        {
            accommodation.Property(a => a.Rule).HasMaxLength(64);
            accommodation.Property(a => a.Setting).HasMaxLength(64);
            accommodation.Property(a => a.Value).HasMaxLength(200);
            accommodation.Property(a => a.Reason).HasMaxLength(500);
            accommodation
                .HasIndex(a => new
                {
                    a.StudentId,
                    a.Rule,
                    a.Setting,
                })
                .IsUnique();
        });
        builder.Entity<SessionConsent>(consent =>
        {
            consent.HasKey(c => c.SessionId);
            consent.Property(c => c.Version).HasMaxLength(64);
            consent.Property(c => c.Language).HasMaxLength(LanguageTagLength);
            consent.Property(c => c.Evidence).HasConversion<string>().HasMaxLength(16);
            consent.HasOne<ProctoringSession>().WithOne().HasForeignKey<SessionConsent>(c => c.SessionId);
        });
        builder.Entity<ManualIdentityCheck>(check =>
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
        builder.Entity<HeadChallenge>(challenge =>
        {
            challenge.HasKey(c => c.Id);
            challenge.Property(c => c.Turns).HasMaxLength(HeadChallenge.LongestTurns);
            challenge.Property(c => c.Result).HasConversion<string>().HasMaxLength(16);
            challenge.Property(c => c.Reason).HasConversion<string>().HasMaxLength(16);
            challenge.HasOne<ProctoringSession>().WithMany().HasForeignKey(c => c.SessionId);
            challenge.HasIndex(c => new { c.SessionId, c.AskedAt });
        });
        builder.Entity<CandidatePage>(page =>
        {
            page.HasKey(p => new { p.SessionId, p.PageId });
            page.Property(p => p.PageId).HasMaxLength(64);
            page.Property(p => p.Address).HasMaxLength(64);
            page.Property(p => p.UserAgent).HasMaxLength(300);
            page.HasOne<ProctoringSession>().WithMany().HasForeignKey(p => p.SessionId);
        });
        builder.Entity<ObservationChunk>(chunk =>
        {
            chunk.HasKey(c => new { c.SessionId, c.Sequence });
            chunk.HasOne<ProctoringSession>().WithMany().HasForeignKey(c => c.SessionId);
        });
    }

    /// <summary>Npgsql accepts only UTC for timestamptz, and SQLite returns times without a kind; all times here are UTC.</summary>
    sealed class UtcConverter()
        : ValueConverter<DateTime, DateTime>(
            time => time.Kind == DateTimeKind.Utc ? time : time.ToUniversalTime(),
            time => DateTime.SpecifyKind(time, DateTimeKind.Utc)
        );
}
