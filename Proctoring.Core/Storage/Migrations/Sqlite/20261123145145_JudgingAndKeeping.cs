using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Proctoring.Core.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class JudgingAndKeeping : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(name: "Accommodations", table: "Sessions", type: "TEXT", nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Policy",
                table: "Sessions",
                type: "TEXT",
                maxLength: 64,
                nullable: false,
                defaultValue: "standard"
            );

            migrationBuilder.AddColumn<double>(name: "RiskScore", table: "Sessions", type: "REAL", nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Policy",
                table: "Exams",
                type: "TEXT",
                maxLength: 64,
                nullable: false,
                defaultValue: "standard"
            );

            migrationBuilder.CreateTable(
                name: "Accommodations",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false).Annotation("Sqlite:Autoincrement", true),
                    StudentId = table.Column<int>(type: "INTEGER", nullable: false),
                    Rule = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Setting = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Value = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Reason = table.Column<string>(type: "TEXT", maxLength: 500, nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Accommodations", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Accommodations_Students_StudentId",
                        column: x => x.StudentId,
                        principalTable: "Students",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "ObservationChunks",
                columns: table => new
                {
                    SessionId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Sequence = table.Column<int>(type: "INTEGER", nullable: false),
                    TakenUpAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    FromAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    ToAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    Count = table.Column<int>(type: "INTEGER", nullable: false),
                    Content = table.Column<byte[]>(type: "BLOB", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ObservationChunks", x => new { x.SessionId, x.Sequence });
                    table.ForeignKey(
                        name: "FK_ObservationChunks_Sessions_SessionId",
                        column: x => x.SessionId,
                        principalTable: "Sessions",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateIndex(
                name: "IX_Accommodations_StudentId_Rule_Setting",
                table: "Accommodations",
                columns: new[] { "StudentId", "Rule", "Setting" },
                unique: true
            );
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(name: "Accommodations");

            migrationBuilder.DropTable(name: "ObservationChunks");

            migrationBuilder.DropColumn(name: "Accommodations", table: "Sessions");

            migrationBuilder.DropColumn(name: "Policy", table: "Sessions");

            migrationBuilder.DropColumn(name: "RiskScore", table: "Sessions");

            migrationBuilder.DropColumn(name: "Policy", table: "Exams");
        }
    }
}
