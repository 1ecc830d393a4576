using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Proctoring.Core.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class AccessAndOwners : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(name: "IX_Students_Email", table: "Students");

            migrationBuilder.DropIndex(name: "IX_Students_ExternalId", table: "Students");

            migrationBuilder.AddColumn<int>(name: "Number", table: "Students", type: "integer", nullable: false, defaultValue: 0);

            migrationBuilder.AddColumn<Guid>(
                name: "OwnerId",
                table: "Students",
                type: "uuid",
                nullable: false,
                defaultValue: new Guid("00000000-0000-0000-0000-000000000000")
            );

            migrationBuilder.AddColumn<Guid>(
                name: "OwnerId",
                table: "ApiKeys",
                type: "uuid",
                nullable: false,
                defaultValue: new Guid("00000000-0000-0000-0000-000000000000")
            );

            migrationBuilder.CreateTable(
                name: "AspNetUserPasskeys",
                columns: table => new
                {
                    CredentialId = table.Column<byte[]>(type: "bytea", maxLength: 1024, nullable: false),
                    UserId = table.Column<Guid>(type: "uuid", nullable: false),
                    Data = table.Column<string>(type: "jsonb", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AspNetUserPasskeys", x => x.CredentialId);
                    table.ForeignKey(
                        name: "FK_AspNetUserPasskeys_AspNetUsers_UserId",
                        column: x => x.UserId,
                        principalTable: "AspNetUsers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "StaffSessions",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    UserId = table.Column<Guid>(type: "uuid", nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    LastUsedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_StaffSessions", x => x.Id);
                    table.ForeignKey(
                        name: "FK_StaffSessions_AspNetUsers_UserId",
                        column: x => x.UserId,
                        principalTable: "AspNetUsers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            // One student per owner from now on: the owner is the only API key that started exams for the student, or else the only key there is.
            migrationBuilder.Sql("""UPDATE "Students" SET "Number" = "Id";""");
            migrationBuilder.Sql("""UPDATE "ApiKeys" SET "OwnerId" = "Id";""");
            migrationBuilder.Sql(
                """
                UPDATE "Students" SET "OwnerId" = (
                    SELECT "ApiKeyId" FROM "Sessions" WHERE "StudentId" = "Students"."Id" AND "ApiKeyId" IS NOT NULL LIMIT 1)
                WHERE 1 = (SELECT COUNT(DISTINCT "ApiKeyId") FROM "Sessions" WHERE "StudentId" = "Students"."Id");
                """
            );
            migrationBuilder.Sql(
                """
                UPDATE "Students" SET "OwnerId" = (SELECT "Id" FROM "ApiKeys" LIMIT 1)
                WHERE "PasswordHash" IS NOT NULL AND 1 = (SELECT COUNT(*) FROM "ApiKeys")
                    AND NOT EXISTS (SELECT 1 FROM "Sessions" WHERE "StudentId" = "Students"."Id");
                """
            );

            migrationBuilder.CreateIndex(
                name: "IX_Students_OwnerId_Email",
                table: "Students",
                columns: new[] { "OwnerId", "Email" },
                unique: true
            );

            migrationBuilder.CreateIndex(
                name: "IX_Students_OwnerId_ExternalId",
                table: "Students",
                columns: new[] { "OwnerId", "ExternalId" },
                unique: true
            );

            migrationBuilder.CreateIndex(
                name: "IX_Students_OwnerId_Number",
                table: "Students",
                columns: new[] { "OwnerId", "Number" },
                unique: true
            );

            migrationBuilder.CreateIndex(name: "IX_AspNetUserPasskeys_UserId", table: "AspNetUserPasskeys", column: "UserId");

            migrationBuilder.CreateIndex(name: "IX_StaffSessions_LastUsedAt", table: "StaffSessions", column: "LastUsedAt");

            migrationBuilder.CreateIndex(name: "IX_StaffSessions_UserId", table: "StaffSessions", column: "UserId");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(name: "AspNetUserPasskeys");

            migrationBuilder.DropTable(name: "StaffSessions");

            migrationBuilder.DropIndex(name: "IX_Students_OwnerId_Email", table: "Students");

            migrationBuilder.DropIndex(name: "IX_Students_OwnerId_ExternalId", table: "Students");

            migrationBuilder.DropIndex(name: "IX_Students_OwnerId_Number", table: "Students");

            migrationBuilder.DropColumn(name: "Number", table: "Students");

            migrationBuilder.DropColumn(name: "OwnerId", table: "Students");

            migrationBuilder.DropColumn(name: "OwnerId", table: "ApiKeys");

            migrationBuilder.CreateIndex(name: "IX_Students_Email", table: "Students", column: "Email", unique: true);

            migrationBuilder.CreateIndex(name: "IX_Students_ExternalId", table: "Students", column: "ExternalId", unique: true);
        }
    }
}
