using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;

namespace Proctoring.Core.Storage;

/// <summary>The tables of deletions, legal holds and runs of the retention.</summary>
internal static class PrivacyMaps
{
    public static void MapPrivacy(this ModelBuilder model)
    {
        model.Entity<DataDeletion>(deletion =>
        {
            deletion.Property(d => d.Id).ValueGeneratedNever();
            deletion.Property(d => d.Data).HasConversion<string>().HasMaxLength(16);
            deletion.Property(d => d.Cause).HasConversion<string>().HasMaxLength(16);
            deletion.Property(d => d.Sha256).HasMaxLength(64);
            deletion.Property(d => d.Reason).HasMaxLength(200);
            deletion.HasIndex(d => d.SessionId);
            deletion.HasOne<ProctoringSession>().WithMany().HasForeignKey(d => d.SessionId);
        });
        model.Entity<LegalHold>(hold =>
        {
            // No foreign keys: a lifted hold outlives the data that it held.
            hold.Property(h => h.Id).ValueGeneratedNever();
            hold.Property(h => h.Scope).HasConversion<string>().HasMaxLength(16);
            hold.Property(h => h.ExamName).HasMaxLength(200);
            hold.Property(h => h.Reason).HasMaxLength(LegalHold.LongestReason);
            hold.Property(h => h.SetBy).HasMaxLength(200);
            hold.Property(h => h.LiftReason).HasMaxLength(LegalHold.LongestReason);
            hold.Property(h => h.LiftedBy).HasMaxLength(200);
            hold.HasIndex(h => h.LiftedAt);
        });
        model.Entity<RetentionRun>(run =>
        {
            run.Property(r => r.Id).ValueGeneratedNever();
            run.Property(r => r.Night).HasMaxLength(10);
            run.Property(r => r.StartedBy).HasMaxLength(200);
            run.HasIndex(r => r.Night).IsUnique();
            run.HasIndex(r => r.StartedAt);
        });
    }
}
