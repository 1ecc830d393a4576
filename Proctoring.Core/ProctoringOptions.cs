using System.ComponentModel.DataAnnotations;
using System.Net;
using Proctoring.Core.Integration;
using Proctoring.Core.Localization;
using Proctoring.Core.Notifications;
using Proctoring.Core.Staff;
using Proctoring.Core.Vision.Onnx;

namespace Proctoring.Core;

/// <summary>The settings under <c>Proctoring</c> in appsettings.json. The rules read theirs from <c>Proctoring:Rules</c>.</summary>
public sealed class ProctoringOptions : IValidatableObject
{
    public const string Section = "Proctoring";

    /// <summary>The folder for everything that the product writes: the SQLite file, evidence, keys. Relative to the content root.</summary>
    [Required(AllowEmptyStrings = false)]
    public string DataPath { get; set; } = "data";

    /// <summary>The folder of the models and of the fonts of reports. Relative to the content root.</summary>
    [Required(AllowEmptyStrings = false)]
    public string ModelsPath { get; set; } = "models";

    /// <summary>Whether the server adds the demo exam to an empty database.</summary>
    public bool SeedDemoExam { get; set; } = true;

    /// <summary>Whether the front page offers exams to anyone.</summary>
    public FrontPageMode FrontPage { get; set; }

    /// <summary>The addresses or networks (CIDR) of reverse proxies whose X-Forwarded-For and X-Forwarded-Proto headers the server
    /// believes.</summary>
    [Required]
    public string[] Proxies { get; set; } = [];

    /// <summary>The path below which a proxy publishes this site, such as "/proctoring"; empty: the root of the host.</summary>
    [Required(AllowEmptyStrings = true)]
    [RegularExpression("(/[A-Za-z0-9._~-]+)+|", ErrorMessage = "PathBase must be a path such as /proctoring, without a slash at its end.")]
    public string PathBase { get; set; } = "";

    [Required]
    public StorageOptions Storage { get; set; } = new();

    [Required]
    public NodeOptions Cluster { get; set; } = new();

    [Required]
    public GuestOptions Guests { get; set; } = new();

    [Required]
    public ConnectionOptions Connections { get; set; } = new();

    [Required]
    public FrameOptions Frames { get; set; } = new();

    [Required]
    public VisionOptions Vision { get; set; } = new();

    [Required]
    public IdentityOptions Identity { get; set; } = new();

    [Required]
    public ObjectDetectorOptions ObjectDetector { get; set; } = new();

    [Required]
    public StaffSignInOptions SignIn { get; set; } = new();

    [Required]
    public ApiOptions Api { get; set; } = new();

    [Required]
    public WebhookOptions Webhooks { get; set; } = new();

    [Required]
    public ChatOptions Chat { get; set; } = new();

    [Required]
    public MailOptions Mail { get; set; } = new();

    [Required]
    public PrivacyOptions Privacy { get; set; } = new();

    [Required]
    public BrandingOptions Branding { get; set; } = new();

    [Required]
    public RetentionOptions Retention { get; set; } = new();

    [Required]
    public TelemetryOptions Telemetry { get; set; } = new();

    [Required]
    public HealthOptions Health { get; set; } = new();

    /// <summary>How long after the deadline, or after the server's start if that is later, answers are accepted that were given before it
    /// but could not be sent, 0–24 h. The session stays open for them unless its page has sent everything.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan LateAnswersWithin { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a session of our pages may wait for its start. Folders that must not know the API read it here.</summary>
    internal TimeSpan StartWithin() => Api.SessionLifetime;

    /// <summary>Whether there is a mail server. Folders that must not know the notifications read it here.</summary>
    internal bool SendsMail() => Mail.IsSet;

    /// <summary>The address of this site for links, without a slash at the end; empty if it is not set.</summary>
    internal string SiteAddress() => Api.PublicAddress.Length == 0 ? "" : Api.PublicAddress.TrimEnd('/') + PathBase;

    /// <summary>A language that the product has; else the site's, else English.</summary>
    internal Language LanguageOf(string? chosen) => Language.Find(chosen) ?? Language.Find(Branding.Language) ?? Language.English;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        Proxies
            .Where(proxy => !IPAddress.TryParse(proxy, out _) && !IPNetwork.TryParse(proxy, out _))
            .Select(proxy => new ValidationResult(
                $"\"{proxy}\" is neither an address such as 10.0.0.2 nor a network such as 10.0.0.0/8",
                [nameof(Proxies)]
            ));
}

/// <summary>The limits below which the server reports that it is not ready.</summary>
public sealed class HealthOptions
{
    /// <summary>The free space below which the server is not ready, in megabytes, 0–1,000,000.</summary>
    [Range(0, 1_000_000)]
    public int MinimumFreeMegabytes { get; set; } = 500;
}

/// <summary>The layout of an object detector's outputs.</summary>
public enum ObjectDetectorKind
{
    /// <summary>YOLOX, as its export_onnx.py writes it.</summary>
    Yolox,

    /// <summary>NanoDet-Plus, as its export_onnx.py writes it.</summary>
    NanoDet,

    /// <summary>An SSD with the input, the outputs and the anchors of the restored cocossd-10.</summary>
    Ssd,
}

/// <summary>The operator's own object detector, which runs in addition to the restored ones.</summary>
public sealed class ObjectDetectorOptions
{
    /// <summary>The ONNX file. Relative to the content root; empty: none.</summary>
    [Required(AllowEmptyStrings = true)]
    public string Path { get; set; } = "";

    /// <summary>The layout of its outputs.</summary>
    public ObjectDetectorKind Kind { get; set; }

    /// <summary>Its classes in the order of its outputs: COCO names separated by commas. Classes that no rule uses are ignored.</summary>
    [Required(AllowEmptyStrings = true)]
    public string Classes { get; set; } = "";

    /// <summary>Alternatively, a file with one class per line. Relative to the content root; empty: none.</summary>
    [Required(AllowEmptyStrings = true)]
    public string ClassesFile { get; set; } = "";
}

/// <summary>How often vision runs the checks that not every frame needs, and where its networks run.</summary>
public sealed class VisionOptions
{
    /// <summary>The processor that runs the networks for pictures. Cuda is not tested, and needs other libraries of ONNX Runtime. The
    /// server does not start without them.</summary>
    public InferenceProvider Provider { get; set; }

    /// <summary>The interval of the face detector while one face is tracked from frame to frame, 0–60 s; 0 is every frame.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan FacesEvery { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>The interval of the quick object detector, which also counts people, 0–60 s. While it counts several, it runs
    /// sooner.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan ObjectsEvery { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>The interval at which all object detectors run even without a reason, 1–300 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan ThoroughObjectsEvery { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>The interval of the liveness model, 1–300 s. While the face shows life, it is three times as long.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan LivenessEvery { get; set; } = TimeSpan.FromSeconds(5);
}

/// <summary>The limits of a candidate's stream of frames.</summary>
public sealed class FrameOptions
{
    /// <summary>The time between two frames when the load is low, 100–10,000 ms.</summary>
    [Range(100, 10_000)]
    public int IntervalMs { get; set; } = 500;

    /// <summary>The longest time between two frames that a busy server may request, 500–60,000 ms.</summary>
    [Range(500, 60_000)]
    public int LongestIntervalMs { get; set; } = 5_000;

    /// <summary>The share of all cores that frames may use before the server slows clients down, 0.1–1.</summary>
    [Range(0.1, 1.0)]
    public double ShareOfCores { get; set; } = 0.8;

    /// <summary>The largest frame in bytes, 10,000–524,288.</summary>
    [Range(10_000, 512 * 1024)]
    public int MaximumBytes { get; set; } = 512 * 1024;
}
