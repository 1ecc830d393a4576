using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Storage.Chain;

namespace Proctoring.Core.Storage.Staff;

/// <summary>Maps the tables of staff accounts and of reviews.</summary>
internal static class StaffMaps
{
    public static void MapStaff(this ModelBuilder model)
    {
        model.Entity<StaffUser>(user => user.Property(u => u.Name).HasMaxLength(200));
        // The table of Identity's schema version 3. Identity maps it only if the application's services request that version, and then
        // verbs, migrations and tests would build a different model from the server's.
        model.Entity<IdentityUserPasskey<Guid>>(passkey =>
        {
            passkey.ToTable("AspNetUserPasskeys");
            passkey.HasKey(p => p.CredentialId);
            passkey.Property(p => p.CredentialId).HasMaxLength(1024);
            passkey.OwnsOne(p => p.Data).ToJson();
            passkey.HasOne<StaffUser>().WithMany().HasForeignKey(p => p.UserId);
        });
        model.Entity<StaffSession>(session =>
        {
            session.Property(s => s.Id).ValueGeneratedNever();
            session.HasIndex(s => s.UserId);
            session.HasIndex(s => s.LastUsedAt);
            session.HasOne<StaffUser>().WithMany().HasForeignKey(s => s.UserId);
        });
        model.Entity<ApiKey>(key =>
        {
            key.Property(k => k.Name).HasMaxLength(100);
            key.Property(k => k.Prefix).HasMaxLength(16);
            key.Property(k => k.Hash).HasMaxLength(64);
            key.Property(k => k.Scopes).HasMaxLength(500);
            key.Property(k => k.AllowedOrigins).HasMaxLength(2000);
            key.HasIndex(k => k.Name).IsUnique();
            key.HasIndex(k => k.Hash).IsUnique();
        });
        model.Entity<SystemBranding>(branding =>
        {
            branding.HasKey(b => b.OwnerId);
            branding.Property(b => b.OwnerId).ValueGeneratedNever();
            branding.Property(b => b.Name).HasMaxLength(BrandingCheck.LongestName);
            branding.Property(b => b.Color).HasMaxLength(7);
            branding.Property(b => b.DarkColor).HasMaxLength(7);
            branding.Property(b => b.LogoFile).HasMaxLength(64);
            branding.HasIndex(b => b.LogoFile);
        });
        model.Entity<StoredAnswer>(answer =>
        {
            answer.Property(a => a.Id).HasMaxLength(64);
            answer.Property(a => a.RequestHash).HasMaxLength(64);
            answer.HasIndex(a => a.ExpiresAt);
        });
        model.Entity<AuditEntry>(entry =>
        {
            entry.Property(e => e.ActorName).HasMaxLength(200);
            entry.Property(e => e.Action).HasMaxLength(64);
            entry.Property(e => e.Subject).HasMaxLength(AuditEntry.LongestSubject);
            entry.Property(e => e.Reason).HasMaxLength(1000);
            entry.Property(e => e.Address).HasMaxLength(64);
            entry.HasIndex(e => e.At);
            entry.HasIndex(e => new { e.SessionId, e.At });
            entry.HasIndex(e => new { e.ActorId, e.At });
        });
        model.Entity<ExamReviewer>(reviewer =>
        {
            reviewer.HasKey(r => new { r.ExamName, r.UserId });
            reviewer.Property(r => r.ExamName).HasMaxLength(200);
            reviewer.HasOne<StaffUser>().WithMany().HasForeignKey(r => r.UserId);
        });
        model.Entity<StaffMessage>(message =>
        {
            message.Property(m => m.Id).ValueGeneratedNever();
            message.Property(m => m.Text).HasMaxLength(500);
            message.HasIndex(m => new { m.SessionId, m.SentAt });
            message.HasOne<ProctoringSession>().WithMany().HasForeignKey(m => m.SessionId);
        });
        model.Entity<TimeChange>(change =>
        {
            change.Property(c => c.Id).ValueGeneratedNever();
            change.Property(c => c.Reason).HasMaxLength(TimeChange.LongestReason);
            change.HasIndex(c => new { c.SessionId, c.ChangedAt });
            change.HasOne<ProctoringSession>().WithMany().HasForeignKey(c => c.SessionId);
        });
        model.Entity<CandidateMessage>(message =>
        {
            message.Property(m => m.Id).ValueGeneratedNever();
            message.Property(m => m.Text).HasMaxLength(500);
            message.Property(m => m.PageState).HasMaxLength(1000);
            message.HasIndex(m => new { m.SessionId, m.SentAt });
            message.HasOne<ProctoringSession>().WithMany().HasForeignKey(m => m.SessionId);
        });
    }

    public static void MapReviews(this ModelBuilder model)
    {
        model.Entity<SessionNumber>(number =>
        {
            number.HasKey(n => n.Number);
            number.HasIndex(n => n.SessionId).IsUnique();
            number.HasOne(n => n.Session).WithOne().HasForeignKey<SessionNumber>(n => n.SessionId);
        });
        model.Entity<EmbedTicket>().HasOne<ProctoringSession>().WithMany().HasForeignKey(ticket => ticket.SessionId);
        model.Entity<FlagDecision>(decision =>
        {
            decision.Property(d => d.Id).ValueGeneratedNever();
            decision.Property(d => d.Reason).HasMaxLength(1000);
            decision.HasIndex(d => new { d.ViolationId, d.ReviewerId });
            decision.HasIndex(d => d.DecidedAt);
            // The dashboard's counts read this index alone.
            decision
                .HasIndex(d => new
                {
                    d.SessionId,
                    d.WithdrawnAt,
                    d.ViolationId,
                    d.ReviewerId,
                    d.Decision,
                    d.DecidedAt,
                })
                .HasDatabaseName("IX_FlagDecisions_Counts");
            decision.HasOne<ProctoringSession>().WithMany().HasForeignKey(d => d.SessionId);
            decision.HasOne<ProctoringViolation>().WithMany().HasForeignKey(d => d.ViolationId);
        });
        model.Entity<SessionVerdict>(verdict =>
        {
            verdict.Property(v => v.Id).ValueGeneratedNever();
            verdict.Property(v => v.Reason).HasMaxLength(1000);
            verdict.HasOne<ProctoringSession>().WithMany().HasForeignKey(v => v.SessionId);
        });
        model.Entity<ReviewNote>(note =>
        {
            note.Property(n => n.Id).ValueGeneratedNever();
            note.Property(n => n.Text).HasMaxLength(2000);
            note.HasOne<ProctoringSession>().WithMany().HasForeignKey(n => n.SessionId);
        });
        model.Entity<CandidateReply>(reply =>
        {
            reply.HasKey(r => r.ViolationId);
            reply.Property(r => r.Text).HasMaxLength(1000);
            reply.HasOne<ProctoringViolation>().WithOne().HasForeignKey<CandidateReply>(r => r.ViolationId);
            reply.HasIndex(r => r.SessionId);
        });
        model.Entity<ChainLink>(link =>
        {
            link.HasKey(l => new { l.ChainId, l.Sequence });
            link.Property(l => l.Kind).HasMaxLength(32);
            link.Property(l => l.SubjectId).HasMaxLength(64);
            link.Property(l => l.ContentHash).HasMaxLength(64);
            link.Property(l => l.Hash).HasMaxLength(64);
            // No foreign key: a chain must outlive a session that is deleted outside the product.
        });
        model.Entity<ChainHead>(head =>
        {
            head.HasKey(h => h.ChainId);
            head.Property(h => h.Sequence).IsConcurrencyToken();
            head.Property(h => h.Hash).HasMaxLength(64);
            head.Property(h => h.Signature).HasMaxLength(200);
        });
    }
}
