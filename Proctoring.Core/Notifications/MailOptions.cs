using System.ComponentModel.DataAnnotations;
using MimeKit;

namespace Proctoring.Core.Notifications;

/// <summary>The mail server that sends notifications to staff. Without a host, nothing is sent by email.</summary>
public sealed class MailOptions : IValidatableObject
{
    /// <summary>The name of the mail server; empty for none.</summary>
    public string Host { get; set; } = "";

    /// <summary>The port, 1–65,535.</summary>
    [Range(1, 65_535)]
    public int Port { get; set; } = 587;

    /// <summary>How the connection is encrypted.</summary>
    public MailSecurity Security { get; set; } = MailSecurity.StartTls;

    /// <summary>The user name; empty for a server that asks for none.</summary>
    public string UserName { get; set; } = "";

    /// <summary>The password. Set it by an environment variable, not in a file that others read.</summary>
    public string Password { get; set; } = "";

    /// <summary>The sender's address, such as "proctoring@example.org".</summary>
    public string From { get; set; } = "";

    /// <summary>When daily messages are sent, as the time after midnight UTC, 0–23:59 h.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "23:59:00")]
    public TimeSpan DailyAt { get; set; } = TimeSpan.FromHours(6);

    /// <summary>Whether invited candidates receive a link to their result, as soon as their exam shows it.</summary>
    public bool SendResults { get; set; }

    /// <summary>Whether there is a mail server.</summary>
    internal bool IsSet => Host.Length > 0;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (IsSet && !MailboxAddress.TryParse(From, out _))
            yield return new ValidationResult("must be the sender's address, such as proctoring@example.org", [nameof(From)]);
        if (!IsSet && SendResults)
            yield return new ValidationResult("needs a mail server in Host", [nameof(SendResults)]);
        if (!IsSet && From.Length + UserName.Length > 0)
            yield return new ValidationResult("must be the name of a mail server, such as smtp.example.org", [nameof(Host)]);
    }
}

/// <summary>How a connection to the mail server is encrypted.</summary>
public enum MailSecurity
{
    /// <summary>The connection begins without encryption and must change to it.</summary>
    StartTls,

    /// <summary>Encrypted from the start, usually port 465.</summary>
    Tls,

    /// <summary>Not encrypted: only for a mail server on this machine.</summary>
    None,
}
