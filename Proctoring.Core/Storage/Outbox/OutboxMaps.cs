using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Storage.Outbox;

/// <summary>Maps the tables of the outbox and of webhooks.</summary>
internal static class OutboxMaps
{
    public static void MapOutbox(this ModelBuilder model)
    {
        model.Entity<OutboxEvent>(row =>
        {
            row.Property(e => e.Id).ValueGeneratedNever();
            row.Property(e => e.Type).HasMaxLength(64);
            // The dispatcher's query. There is no foreign key to the session: a message outlives it.
            row.HasIndex(e => new { e.DispatchedAt, e.OccurredAt });
            row.HasIndex(e => e.InvitationId);
        });
        model.Entity<OutboxDelivery>(row =>
        {
            row.Property(d => d.Id).ValueGeneratedNever();
            row.Property(d => d.Channel).HasMaxLength(16);
            row.Property(d => d.LastError).HasMaxLength(OutboxDelivery.LongestError);
            row.HasOne(d => d.Event).WithMany().HasForeignKey(d => d.EventId);
            row.HasIndex(d => d.NextAttemptAt);
            row.HasIndex(d => new { d.TargetId, d.Id });
        });
        model.Entity<MailSubscription>(row =>
        {
            row.Property(s => s.Id).ValueGeneratedNever();
            row.Property(s => s.ExamName).HasMaxLength(200);
            row.Property(s => s.Events).HasMaxLength(500);
            row.Property(s => s.Language).HasMaxLength(8);
            row.HasOne<StaffUser>().WithMany().HasForeignKey(s => s.UserId);
            row.HasIndex(s => new { s.UserId, s.ExamName });
        });
        model.Entity<WebhookEndpoint>(row =>
        {
            row.Property(e => e.Id).ValueGeneratedNever();
            row.Property(e => e.Url).HasMaxLength(2000);
            row.Property(e => e.Events).HasMaxLength(500);
            row.HasIndex(e => e.OwnerId);
        });
    }
}
